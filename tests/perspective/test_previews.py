"""POST /api/v1/sites/{site}/previews: the nudge before posting."""

from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.models import Comment, Revision


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


def test_an_unknown_site_has_no_previews(client: FlaskClient) -> None:
    assert client.post("/api/v1/sites/nowhere/previews", json={"text": "Hi"}).status_code == 404
