"""An authenticator in software: makes a passkey and signs with it, or wrongly on purpose."""

import hashlib
import json
import os
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

USER_PRESENT, USER_VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def b64(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


@dataclass(slots=True)
class Authenticator:
    """One device; `rp_id` and `origin` are what the browser tells it."""

    rp_id: str = "parley.test"
    origin: str = "http://parley.test"
    flags: int = USER_PRESENT | USER_VERIFIED
    count: int = 0
    credential: bytes = field(default_factory=lambda: os.urandom(16))
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def make(self, challenge: str) -> dict[str, Any]:
        """As navigator.credentials.create() answers."""
        numbers = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)}
        attested = bytes(16) + len(self.credential).to_bytes(2) + self.credential
        data = self._data(ATTESTED) + attested + cbor2.dumps(cose)
        statement = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", challenge)
        return self._answer({"attestationObject": b64(statement), "clientDataJSON": b64(client)})

    def sign(self, challenge: str) -> dict[str, Any]:
        """As navigator.credentials.get() answers."""
        self.count += 1
        data, client = self._data(), self._client("webauthn.get", challenge)
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._answer(
            {"authenticatorData": b64(data), "clientDataJSON": b64(client),
             "signature": b64(signature)}
        )  # fmt: skip

    def _data(self, more: int = 0) -> bytes:
        host = hashlib.sha256(self.rp_id.encode()).digest()
        return host + bytes([self.flags | more]) + self.count.to_bytes(4)

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _answer(self, response: dict[str, Any]) -> dict[str, Any]:
        name = b64(self.credential)
        return {"id": name, "rawId": name, "type": "public-key", "response": response}
