"""A little OpenID Connect provider on this machine: discovery, keys, and a token endpoint that
checks client, code, address and PKCE. What it says can be bent, to see that it is refused."""

import base64
import json
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, unquote, urlsplit

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from service.accounts.grants import challenge_of
from service.clock import utc_now

CLIENT, SECRET = "parley", "a secret: with % signs"
KEY = RSAKey.generate_key(2048, {"kid": "one"})
STRANGER = RSAKey.generate_key(2048, {"kid": "one"})


@dataclass
class OpenId:
    """The provider: what it promised, what it was asked, and how it lies."""

    issuer: str
    promised: dict[str, dict[str, str]] = field(default_factory=dict)  # by code
    asked: list[str] = field(default_factory=list)
    claims: dict[str, Any] = field(default_factory=dict)  # laid over the honest ones
    metadata: dict[str, Any] = field(default_factory=dict)
    key: Any = field(default_factory=lambda: KEY)
    algorithm: str = "RS256"
    token_status: int = 200

    def approve(self, url: str, code: str = "code-1") -> str:
        """Somebody agrees at the address they were sent to; the query they are sent back with."""
        given = dict(parse_qsl(urlsplit(url).query))
        assert given["client_id"] == CLIENT
        assert given["response_type"] == "code"
        assert given["code_challenge_method"] == "S256"
        assert "openid" in given["scope"].split()
        self.promised[code] = given
        return f"code={code}&state={given['state']}"

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            **self.metadata,
        }

    def token(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        given = self.promised.pop(form.get("code", ""), None)
        shown = base64.b64decode(authorization.removeprefix("Basic ")).decode()
        fits = (
            given is not None
            and [unquote(each) for each in shown.split(":")] == [CLIENT, SECRET]
            and form.get("grant_type") == "authorization_code"
            and form.get("redirect_uri") == given["redirect_uri"]
            and challenge_of(form.get("code_verifier", "")) == given["code_challenge"]
        )
        if not fits or given is None:
            return 400, {"error": "invalid_grant"}
        return self.token_status, {"token_type": "Bearer", "id_token": self.id_token(given)}

    def id_token(self, given: dict[str, str]) -> str:
        now = int(utc_now().timestamp())
        said = {
            "iss": self.issuer, "aud": CLIENT, "sub": "u-17", "nonce": given["nonce"], "iat": now,
            "exp": now + 300, "name": "Ada", **self.claims,
        }  # fmt: skip
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return jwt.encode(
                {"alg": self.algorithm, "kid": "one"},
                {name: value for name, value in said.items() if value is not None},
                self.key, algorithms=[self.algorithm],
            )  # fmt: skip


@contextmanager
def open_id() -> Iterator[OpenId]:
    """The provider, for as long as the block lasts."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            provider.asked.append(self.path)
            body = {"keys": [KEY.as_dict(private=False)]}
            if self.path.endswith("openid-configuration"):
                body = provider.discovery()
            self.reply(200, body)

        def do_POST(self) -> None:
            provider.asked.append(self.path)
            raw = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(raw).items()}
            self.reply(*provider.token(form, self.headers.get("Authorization", "")))

        def reply(self, status: int, body: dict[str, Any]) -> None:
            raw = json.dumps(body).encode()
            self.send_response(status)
            if status in (302, 307):
                self.send_header("Location", f"{provider.issuer}/elsewhere")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        provider = OpenId(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield provider
        finally:
            server.shutdown()
            thread.join()


def shared_secret() -> OctKey:
    """The client's own secret as a key: what an HS256 confusion would sign with."""
    return OctKey.import_key(SECRET.encode())
