"""Publishers' tokens: every known kind of forgery is refused."""

import warnings
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from joserfc.jwk import ECKey, Key, OctKey, OKPKey, RSAKey

from service.errors import TokenExpired, TokenInvalid
from service.identity.assertions import VerifyingKey, import_keys, verify
from tests.identity.sign import ISSUER, SECRET, by_hand, claims, sign

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
RSA = RSAKey.generate_key(2048)
EDDSA = OKPKey.generate_key("Ed25519")
EC = ECKey.generate_key("P-256")
SHARED = OctKey.import_key(SECRET)


def key(algorithm: str = "HS256", kid: str = "k1", made_of: Key = SHARED) -> VerifyingKey:
    is_secret = algorithm == "HS256"
    material = {"keys": [made_of.as_dict() if is_secret else made_of.as_dict(private=False)]}
    return VerifyingKey(kid, algorithm, ISSUER, "gazette", import_keys(algorithm, material))


def test_a_good_token_names_person_picture_and_badges() -> None:
    said = claims(NOW, picture="https://news.example/ada.png", badges=["Subscriber"], role="ADMIN")
    person = verify(sign(said, kid="k1"), [key()], now=NOW)
    assert (person.issuer, person.subject, person.name) == (ISSUER, "ada-1", "Ada")
    assert (person.avatar_url, person.badges) == ("https://news.example/ada.png", ("Subscriber",))
    assert not hasattr(person, "role")


@pytest.mark.parametrize(
    ("algorithm", "made_of"), [("RS256", RSA), ("ES256", EC), ("EdDSA", EDDSA)]
)
def test_public_keys_verify(algorithm: str, made_of: Key) -> None:
    token = sign_with(made_of, algorithm)
    assert verify(token, [key(algorithm, made_of=made_of)], now=NOW).subject == "ada-1"


def sign_with(made_of: Key, algorithm: str, said: Any = None) -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return sign(said or claims(NOW), made_of, alg=algorithm, kid="k1")


def test_several_secrets_are_valid_while_one_replaces_the_other() -> None:
    old, new = OctKey.import_key("o" * 32), OctKey.import_key("n" * 32)
    keys = [key(kid="new", made_of=new), key(kid="old", made_of=old)]
    for name, made_of in (("old", old), ("new", new)):
        assert verify(sign(claims(NOW), made_of, kid=name), keys, now=NOW).name == "Ada"
        assert verify(sign(claims(NOW), made_of), keys, now=NOW).name == "Ada"  # no kid: tried all
    with pytest.raises(TokenInvalid):
        verify(sign(claims(NOW), old, kid="new"), keys, now=NOW)


PEM = RSA.as_pem(private=False)
FORGED = [
    (by_hand(b'{"alg":"none"}', b"{}"), "no algorithm"),
    (by_hand(b'{"alg":"none","kid":"k1"}', b"{}")[:-43], "no algorithm and no signature"),
    (by_hand(b'{"alg":"NONE","kid":"k1"}', b"{}"), "none in capitals"),
    (sign(claims(NOW), OctKey.import_key("x" * 32)), "another's secret"),
    (sign(claims(NOW), kid="k2"), "a kid that is not ours"),
    (sign(claims(NOW), kid="../../dev/null"), "a kid that is a path"),
    (sign(claims(NOW), alg="HS512"), "another algorithm of the same family"),
    (sign(claims(NOW), jwk={"kty": "oct", "k": "eA"}), "a key of its own"),
    (sign(claims(NOW), jku="https://evil.example/jwks"), "an address of a key"),
    (sign(claims(NOW), x5u="https://evil.example/x.pem"), "an address of a certificate"),
    (by_hand(b'{"alg":"HS256","crit":["x"],"x":1}', b"{}"), "critical extensions"),
    (sign(claims(NOW, iss="https://other.example")), "another issuer"),
    (sign(claims(NOW, aud="courier")), "another site"),
    (sign(claims(NOW, aud=["courier", "herald"])), "other sites"),
    (sign(claims(NOW, aud=None)), "no audience"),
    (sign(claims(NOW, iss=None)), "no issuer"),
    (sign(claims(NOW, exp=None)), "no end"),
    (sign(claims(NOW, exp="2099-01-01")), "an end in words"),
    (sign(claims(NOW, exp=True)), "an end that is true"),
    (sign(claims(NOW, sub=None)), "nobody"),
    (sign(claims(NOW, sub="")), "an empty person"),
    (sign(claims(NOW, sub=7)), "a number for a person"),
    (sign(claims(NOW, sub="a" * 256)), "an endless person"),
    (sign(claims(NOW, sub="a\nb")), "a person on two lines"),
    (sign(claims(NOW, name=None)), "no name"),
    (sign(claims(NOW, nbf=int(NOW.timestamp()) + 120)), "not valid yet"),
    (sign(claims(NOW, iat=int(NOW.timestamp()) + 120)), "made in the future"),
    (sign(["a", "list"]), "claims that are a list"),
    (by_hand(b'{"alg":"HS256"}', b'{"a":' + b"[" * 2_500 + b"]" * 2_500 + b"}"), "deep nesting"),
    (by_hand(b'{"alg":"HS256"}', b"{" + b'"a":1,' * 900 + b'"b":' + b"9" * 400 + b"}"), "a bomb"),
    (by_hand(b'{"alg":"HS256"}', b'{"exp":1e999}'), "an end that is infinite"),
    (by_hand(b'{"alg":"HS256"}', b"\xff\xfe"), "claims that are no text"),
    (by_hand(b"[]", b"{}"), "a header that is a list"),
    (by_hand(b"\xff", b"{}"), "a header that is no text"),
    (by_hand(b'{"alg":"HS256"}', b"{}", PEM), "the public key as a secret"),
    ("a.b.c", "no base64 at all"),
    ("", "nothing"),
    ("..", "three nothings"),
    ("x" * 9_000, "too long"),
    (sign(claims(NOW)).rsplit(".", 1)[0] + ".", "the signature cut off"),
]


@pytest.mark.parametrize("token", [pytest.param(token, id=why) for token, why in FORGED])
def test_forged_tokens_are_refused(token: str) -> None:
    with pytest.raises(TokenInvalid):
        verify(token, [key()], now=NOW)


@pytest.mark.parametrize(
    ("over", "told"),
    [
        ({"iss": None}, "claim iss is to be https://news.example, and there is none"),
        ({"iss": "https://evil.example"}, "claim iss is to be https://news.example, and there is"),
        ({"aud": "courier"}, "claim aud is to be gazette, and there is another one"),
        ({"exp": None}, "claim exp is missing"),
        ({"sub": None}, "claim sub is missing"),
        ({"name": None}, "claim name is missing"),
    ],
)
def test_a_refusal_names_the_claim_that_is_wrong(over: dict[str, str | None], told: str) -> None:
    with pytest.raises(TokenInvalid, match=told):
        verify(sign(claims(NOW, **over)), [key()], now=NOW)


def test_a_refusal_names_a_wrong_signature_before_any_claim() -> None:
    forged = by_hand(b'{"alg":"HS256"}', b'{"iss":"x"}', b"x" * 32)
    with pytest.raises(TokenInvalid, match="no key of this site signed this token"):
        verify(forged, [key()], now=NOW)


def test_a_public_key_never_serves_as_a_secret() -> None:
    """The classic confusion: HS256 signed with the publisher's RS256 public key."""
    confused = by_hand(b'{"alg":"HS256","kid":"k1"}', b"{}", PEM)
    with pytest.raises(TokenInvalid):
        verify(confused, [key("RS256", made_of=RSA)], now=NOW)


@pytest.mark.parametrize(
    ("seconds", "is_valid"),
    [
        (-59, True),  # clocks may differ by a minute
        (-61, False),  # and no more
    ],
)
def test_a_token_ends_with_a_minute_of_skew(seconds: int, is_valid: bool) -> None:
    token = sign(claims(NOW, exp=int((NOW + timedelta(seconds=seconds)).timestamp())))
    if is_valid:
        assert verify(token, [key()], now=NOW).name == "Ada"
    else:
        with pytest.raises(TokenExpired):
            verify(token, [key()], now=NOW)


CORAL = {"user": {"id": "c1", "username": "Ada", "email": "ada@x", "role": "ADMIN"}}


def test_corals_shape_is_understood_only_where_the_site_says_so() -> None:
    token = sign({**CORAL, "exp": int(NOW.timestamp()) + 60})
    with pytest.raises(TokenInvalid):
        verify(token, [key()], now=NOW)
    person = verify(token, [key()], now=NOW, takes_coral=True)
    assert (person.subject, person.name, person.issuer) == ("c1", "Ada", ISSUER)


def test_corals_shape_must_end_too() -> None:
    with pytest.raises(TokenInvalid):
        verify(sign(CORAL), [key()], now=NOW, takes_coral=True)


def test_a_picture_is_an_https_address_or_none() -> None:
    for bad in ("javascript:alert(1)", "http://x/a.png", "data:image/png;base64,AA", 7):
        said = claims(NOW, picture=bad)
        assert verify(sign(said), [key()], now=NOW).avatar_url is None
