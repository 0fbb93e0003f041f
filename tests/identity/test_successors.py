"""Who takes another name in the same browser is bound by what binds the one before."""

from datetime import timedelta
from itertools import cycle
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import text

from service.api.config import secret
from service.clock import utc_now
from service.db import transaction
from service.identity import tokens
from service.identity.actors import StaffActor, judge_for
from service.ids import parse_public_id
from service.models import Reader
from service.review.authors import AuthorAct, Sanction, sanction
from tests.make import make_policy

MODERATOR = judge_for(StaffActor(7, "Mo"))
_networks = cycle(range(100, 200))


def guest(client: FlaskClient, name: str = "Ann", former: str | None = None) -> Any:
    body = {"name": name} if former is None else {"name": name, "former": former}
    address = f"203.0.{next(_networks)}.1"  # a household opens only so many
    return client.post(
        "/api/v1/sites/gazette/sessions", json={"guest": body},
        environ_overrides={"REMOTE_ADDR": address},
    )  # fmt: skip


def reader_of(answer: Any) -> int:
    return parse_public_id(answer.json["reader"]["id"])[1]


def act(site: int, reader: int, wanted: AuthorAct, **over: Any) -> None:
    now = utc_now()
    with transaction(site) as session:
        sanction(session, site, reader, Sanction(wanted, **over), MODERATOR, batch=1, now=now)


def post(client: FlaskClient, token: str, words: str = "Good day to all.") -> Any:
    return client.post(
        "/api/v1/sites/gazette/articles/story/comments", json={"text": words},
        headers={"Authorization": f"Bearer {token}"},
    )  # fmt: skip


def test_a_ban_holds_for_the_next_name_too(client: FlaskClient, site: int) -> None:
    first = guest(client)
    act(site, reader_of(first), AuthorAct.BAN)
    again = guest(client, "Ann", first.json["token"])
    assert (again.status_code, again.json["code"]) == (403, "banned")
    act(site, reader_of(first), AuthorAct.LIFT)
    assert guest(client, "Ann", first.json["token"]).status_code == 201


def test_a_suspension_holds_until_it_ends(client: FlaskClient, site: int) -> None:
    first = guest(client)
    act(site, reader_of(first), AuthorAct.SUSPEND, until=utc_now() + timedelta(days=1))
    again = guest(client, "Bo", first.json["token"])
    assert (again.status_code, again.json["code"]) == (403, "suspended")
    assert 86_000 < again.json["seconds"] <= 86_401


def test_whoever_is_read_first_stays_so(client: FlaskClient, site: int) -> None:
    first = guest(client)
    act(site, reader_of(first), AuthorAct.PREMODERATE)
    again = guest(client, "Bo", first.json["token"])
    with transaction(site) as session:
        assert session.get_one(Reader, (site, reader_of(again))).is_premoderated
    third = guest(client, "Cy", again.json["token"])
    posted = post(client, third.json["token"])
    assert (posted.status_code, posted.json["status"]) == (202, "held")


def test_another_name_shortens_no_wait(client: FlaskClient, site: int) -> None:
    make_policy(site, {"speed": {"seconds_between": 90, "hourly": 2}})
    first = guest(client)
    assert post(client, first.json["token"]).status_code == 202
    again = guest(client, "Bo", first.json["token"])
    assert (again.status_code, again.json["code"]) == (429, "too_fast")
    assert 80 < int(again.headers["Retry-After"]) <= 90
    with transaction(site) as session:  # an hour later, as far as the wait can tell
        session.execute(text("UPDATE comments SET created_at = created_at - interval '1 hour'"))
    assert guest(client, "Bo", first.json["token"]).status_code == 201


def test_a_slow_discussion_is_slow_under_every_name(client: FlaskClient, site: int) -> None:
    with transaction(site) as session:
        session.execute(text("UPDATE articles SET slow_mode_until = now() + interval '1 hour'"))
    first = guest(client)
    assert post(client, first.json["token"]).status_code == 202
    again = guest(client, "Bo", first.json["token"])
    assert again.status_code == 429
    assert 50 < int(again.headers["Retry-After"]) <= 60


def test_a_token_that_ran_out_still_tells_who_was_here(client: FlaskClient, site: int) -> None:
    first = guest(client)
    act(site, reader_of(first), AuthorAct.BAN)
    claims = tokens.ReaderClaims(site, reader_of(first), "Ann")
    days = {
        age: tokens.issue(
            claims, secret=secret(), now=utc_now() - timedelta(days=age), life=timedelta(hours=2)
        )
        for age in (170, 190)
    }
    assert guest(client, "Bo", days[170]).status_code == 403
    assert guest(client, "Bo", days[190]).status_code == 201  # the cookie would be gone as well


def test_only_ones_own_token_of_this_site_says_anything(client: FlaskClient, site: int) -> None:
    first = guest(client)
    act(site, reader_of(first), AuthorAct.BAN)
    claims = tokens.ReaderClaims(site, reader_of(first), "Ann")
    now, life = utc_now(), timedelta(hours=2)
    forged = tokens.issue(claims, secret="x" * 43, now=now, life=life)
    elsewhere = tokens.issue(
        tokens.ReaderClaims(site + 1, reader_of(first), "Ann"), secret=secret(), now=now, life=life
    )
    for token in (forged, elsewhere, "no token", ""):
        assert guest(client, "Bo", token).status_code == 201


def test_somebody_erased_binds_nobody(client: FlaskClient, site: int) -> None:
    first = guest(client)
    act(site, reader_of(first), AuthorAct.BAN)
    with transaction(site) as session:
        session.get_one(Reader, (site, reader_of(first))).erased_at = utc_now()
    assert guest(client, "Bo", first.json["token"]).status_code == 201
