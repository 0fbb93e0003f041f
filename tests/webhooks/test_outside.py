"""Where we go when somebody else names the address."""

import socket
from typing import Any

import pytest

from service.errors import Invalid
from service.outside import Unreachable, is_public, parse, post
from tests.webhooks.receiver import receiving


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1:248:1893:25c8:1946", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("192.168.0.1", False),
        ("169.254.169.254", False),  # the clouds' metadata
        ("100.64.0.1", False),  # a provider's network
        ("0.0.0.0", False),
        ("224.0.0.1", False),  # multicast
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("::ffff:127.0.0.1", False),  # the same in another dress
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::7f00:1", False),  # translated
        ("2002:7f00:1::", False),  # 6to4
        ("fe80::1%eth0", False),
        ("fc00::1", False),
    ],
)
def test_only_public_addresses_are_public(address: str, public: bool) -> None:
    assert is_public(address) is public


@pytest.mark.parametrize(
    "url",
    [
        "http://news.example/hook",  # no TLS
        "ftp://news.example/",
        "file:///etc/passwd",
        "https://",
        "https://user:pass@news.example/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://news.example:99999/",
        "https://news.example/a\nb",
        "https://néws.example/",
        "//news.example/",
        "javascript:alert(1)",
        "https://news.example/" + "a" * 2_048,
    ],
)
def test_addresses_that_cannot_be_meant_are_refused(url: str) -> None:
    with pytest.raises(Invalid):
        parse(url, allow_private=False)


def test_a_name_that_leads_inside_is_not_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def resolve(host: str, port: int, **_: Any) -> list[Any]:
        asked.append(host)
        public = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.216.34", port))
        inside = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))
        return [public, inside]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with pytest.raises(Unreachable, match="private"):
        post("https://rebound.example/", b"{}", {}, seconds=1, allow_private=False)
    assert asked == ["rebound.example"]  # once: there is no second answer to be fooled by


def test_redirects_are_not_followed() -> None:
    with receiving([302]) as receiver:
        answer = post(receiver.url, b"{}", {}, seconds=5, allow_private=True)
        assert answer.status == 302
        assert len(receiver.got) == 1
