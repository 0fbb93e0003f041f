"""POST /api/v1/sites/{site}/previews: the nudge before posting."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.comments import nudges
from service.models import Comment, NudgeShown, Revision
from tests.make import make_article


def test_an_insult_is_nudged_and_its_words_are_named(
    client: FlaskClient, site_id: int, slug: str
) -> None:
    text = "You are a stupid idiot"
    answer = client.post(f"/api/v1/sites/{slug}/previews", json={"text": text}).json
    assert answer is not None
    assert answer["nudge"] is True
    assert answer["scores"]["toxicity"] > 0.7
    words = {text[span["begin"] : span["end"]] for span in answer["spans"]}
    assert any("idiot" in each for each in words)


def test_a_friendly_text_is_not_nudged_and_nothing_is_stored(
    client: FlaskClient, site_id: int, slug: str, database: Session
) -> None:
    answer = client.post(f"/api/v1/sites/{slug}/previews", json={"text": "Good morning"}).json
    assert answer is not None
    assert (answer["nudge"], answer["served"], answer["language"]) == (False, True, "en")
    for table in (Comment, Revision):
        assert database.execute(select(func.count()).select_from(table)).scalar_one() == 0


def test_a_language_that_nobody_decides_in_is_never_nudged(
    client: FlaskClient, site_id: int, slug: str
) -> None:
    insult = "Espèce d'idiot, tu es vraiment une grosse merde, ferme ta gueule"
    answer = client.post(f"/api/v1/sites/{slug}/previews", json={"text": insult}).json
    assert answer is not None
    assert (answer["language"], answer["nudge"]) == ("fr", False)


def test_previews_have_a_limit(client: FlaskClient, site_id: int, slug: str) -> None:
    answers = [
        client.post(f"/api/v1/sites/{slug}/previews", json={"text": "Hi"}) for _ in range(62)
    ]  # more than two minutes' worth, should one end in between
    refused = [each for each in answers if each.status_code == 429]
    assert refused
    assert refused[0].headers["Retry-After"]


RUDE = "You are a stupid idiot"


def guest(client: FlaskClient, slug: str) -> dict[str, str]:
    """Headers of a new guest."""
    told = client.post(f"/api/v1/sites/{slug}/sessions", json={"guest": {"name": "Ada"}}).json
    assert told is not None
    return {"Authorization": f"Bearer {told['token']}"}


def nudged(client: FlaskClient, slug: str, article: str = "story") -> tuple[dict[str, str], str]:
    """A guest who was shown a nudge, or would have been: their headers, and its token."""
    headers = guest(client, slug)
    told = preview(client, slug, headers)
    path = f"/api/v1/sites/{slug}/articles/{article}/nudges"
    for _ in range(2):  # said twice, counted once
        kept = client.post(path, json={"token": told["token"]}, headers=headers)
        assert kept.status_code == (204 if article == "story" else 404)
    return headers, told["token"]


def preview(client: FlaskClient, slug: str, headers: dict[str, str], text: str = RUDE) -> Any:
    """What the service makes of a text."""
    path = f"/api/v1/sites/{slug}/previews"
    return client.post(path, json={"text": text}, headers=headers).json


@pytest.mark.parametrize(
    ("text", "is_edited"),
    [
        (RUDE, False),
        (f" {RUDE}\r\n", False),  # as it is stored, it is the same
        ("I see it differently", True),
    ],
)
def test_what_followed_a_nudge_is_counted_once(
    client: FlaskClient, site_id: int, slug: str, database: Session, text: str, is_edited: bool
) -> None:
    article_id = make_article(site_id)
    headers, token = nudged(client, slug)
    path = f"/api/v1/sites/{slug}/articles/story/comments"
    for who, body in ((headers, text), (guest(client, slug), "Another one")):
        posted = client.post(path, json={"text": body, "nudge": token}, headers=who)
        assert posted.status_code == 202, posted.text
    [row] = database.execute(select(NudgeShown)).scalars()
    first = database.execute(select(func.min(Comment.id))).scalar_one()
    assert (row.article_id, row.comment_id, row.is_edited) == (article_id, first, is_edited)
    assert row.is_shown is not preview(client, slug, headers)["held_out"]


def test_who_thinks_again_and_posts_nothing_is_counted_as_such(
    client: FlaskClient, site_id: int, slug: str, database: Session
) -> None:
    make_article(site_id)
    nudged(client, slug)
    nudged(client, slug, article="unheard-of")
    assert preview(client, slug, guest(client, slug), "Good morning")["token"] is None
    preview(client, slug, guest(client, slug))  # it came too late to be shown
    [row] = database.execute(select(NudgeShown)).scalars()
    assert (row.comment_id, row.is_edited) == (None, False)


@pytest.mark.parametrize("token", ["", "x", "x.y", "é.ü", "a" * 20 + ".b", None])
def test_a_made_up_nudge_is_refused(
    client: FlaskClient, site_id: int, slug: str, token: str | None
) -> None:
    make_article(site_id)
    headers, mine = nudged(client, slug)
    made_up = mine[:21] + "0" * 48 if token is None else token  # another's name for one's own
    path = f"/api/v1/sites/{slug}/articles/story"
    posted = {"text": "Hello", "nudge": made_up}
    assert client.post(f"{path}/comments", json=posted, headers=headers).status_code == 422
    kept = client.post(f"{path}/nudges", json={"token": made_up}, headers=headers)
    assert kept.status_code == 422


def test_a_tenth_of_the_readers_is_held_out_and_always_the_same() -> None:
    first, again = (
        [nudges.is_held_out(1, reader, secret="s" * 32) for reader in range(5_000)]
        for _ in range(2)
    )
    assert first == again
    assert 400 < sum(first) < 600
    other = [nudges.is_held_out(2, reader, secret="s" * 32) for reader in range(5_000)]
    assert other != first


def test_an_unknown_site_has_no_previews(client: FlaskClient) -> None:
    assert client.post("/api/v1/sites/nowhere/previews", json={"text": "Hi"}).status_code == 404
