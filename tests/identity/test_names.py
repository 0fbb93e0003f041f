"""A guest takes no name that readers know as that of somebody who signs in."""

from itertools import cycle
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text

from service.clock import utc_now
from service.db import transaction
from service.identity.readers import find_or_create
from service.models import Reader
from tests.make import make_article, make_reader, make_site, published

NOW = utc_now()
_networks = cycle(range(100))


def known(site: int, name: str, issuer: str = "publisher:https://news.example") -> int:
    """Somebody who signs in."""
    with transaction(site) as session:
        return find_or_create(session, site, issuer, name, name, now=NOW)


def guest(client: FlaskClient, name: str) -> Any:
    address = f"203.0.{next(_networks)}.1"  # a household opens only so many
    return client.post(
        "/api/v1/sites/gazette/sessions", json={"guest": {"name": name}},
        environ_overrides={"REMOTE_ADDR": address},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "is_free"),
    [
        ("Zoë Müller", False),  # to the letter
        ("ZOE MULLER", False),  # case and accents
        ("Zoe  M-u-l-l-e-r", False),  # spaces and signs
        ("Zоё Мüller", False),  # Cyrillic о, ё and М
        ("Zoe Mu11er", False),  # digits for letters
        ("Zoe Muller Jr", True),
        ("Zo", True),
    ],
)
@pytest.mark.parametrize("issuer", ["publisher:https://news.example", "account"])
def test_no_guest_takes_the_name_of_a_reader_who_signs_in(
    client: FlaskClient, site: int, name: str, is_free: bool, issuer: str
) -> None:
    published(site, known(site, "Zoë Müller", issuer))
    answer = guest(client, name)
    told = (answer.status_code, answer.json.get("code"))
    assert told == ((201, None) if is_free else (422, "name_taken"))


def test_a_name_that_nobody_has_read_is_free(client: FlaskClient, site: int) -> None:
    known(site, "Zoë")  # has written nothing
    published(site, make_reader(site, "Zoe"))  # a guest, and guests may share a name
    assert guest(client, "Zoe").status_code == 201
    other = make_site("courier", origins=["https://courier.example"])
    make_article(other)
    published(other, known(other, "Ada"))
    assert guest(client, "Ada").status_code == 201


def test_readers_of_before_are_found_once_they_come_again(client: FlaskClient, site: int) -> None:
    reader = known(site, "Zoë Müller")
    published(site, reader)
    with transaction(site) as session:  # as it was kept before
        session.execute(text("UPDATE readers SET name_key = 'zoe muller' WHERE issuer <> 'guest'"))
    assert known(site, "Zoë Müller") == reader
    with transaction(site) as session:
        key = session.execute(select(Reader.name_key).where(Reader.id == reader)).scalar_one()
    assert key == "zoemuller"
    assert guest(client, "Zoe Muller").status_code == 422
