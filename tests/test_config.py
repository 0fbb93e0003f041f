"""Settings as an operator may write them."""

from service.config import Settings


def test_a_slash_behind_the_public_address_is_taken_off() -> None:
    written = Settings(public_url="https://comments.example.org/")
    assert written.public_url == "https://comments.example.org"
