"""Authors, the log, figures, saved queues; and who may see and do what."""

import csv
import io
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from service.analytics.shifts import agreement, kappa
from service.api.answers import harmless
from service.clock import utc_now
from service.comments.editing import withdraw
from service.db import transaction
from service.identity.keys import Scope, create_key
from service.ids import public_id
from service.lifecycle import Status
from service.models import Reader
from service.scoring import Attribute
from tests.make import CALM, comment, make_reader, name_of, published, status
from tests.review.conftest import Moderator, held, sign_in


def _reader(site: int, reader_id: int) -> Reader:
    with transaction(site) as session:
        row = session.get(Reader, (site, reader_id))
        assert row is not None
        session.expunge(row)
        return row


def test_a_ban_takes_the_newest_comments_along(site: int, mira: Moderator) -> None:
    author = make_reader(site, "Troll")
    ids = [published(site, author, f"Number {at} of many", now=utc_now()) for at in range(3)]
    name = public_id(site, author)
    body = {"action": "ban", "reason": "abuse", "note": "third time", "reject_last": 2}
    answer = mira.send(f"/review/authors/{name}/actions", body).json
    assert [each["ok"] for each in answer["results"]] == [True, True]
    assert [status(site, each) for each in ids] == [
        Status.PUBLISHED, Status.REJECTED, Status.REJECTED,
    ]  # fmt: skip
    assert _reader(site, author).banned_at is not None
    mira.send(f"/review/decisions/{answer['batch']}/undo")
    assert {status(site, each) for each in ids} == {Status.PUBLISHED}
    mira.send(f"/review/authors/{name}/actions", {"action": "lift"})
    assert _reader(site, author).banned_at is None
    card = mira.get(f"/review/authors/{name}")
    assert [(each["action"], each["by"]) for each in card["actions"]] == [
        ("lift", "Mira"), ("ban", "Mira"),
    ]  # fmt: skip


def test_a_suspension_has_an_end(site: int, mira: Moderator) -> None:
    name = public_id(site, make_reader(site))
    path = f"/review/authors/{name}/actions"
    assert mira.send(path, {"action": "suspend"}).status_code == 422
    past = (utc_now() - timedelta(days=1)).isoformat()
    assert mira.send(path, {"action": "suspend", "until": past}).status_code == 422
    future = (utc_now() + timedelta(days=1)).isoformat()
    answer = mira.send(path, {"action": "suspend", "until": future}).json
    assert answer["author"]["history"]["suspended_until"] is not None
    assert mira.send(path, {"action": "suspend", "until": "2100-01-01T00:00:00"}).status_code == 422


def test_notes_are_for_colleagues(site: int, mira: Moderator, noor: Moderator) -> None:
    [comment_id] = held(site)
    name = public_id(site, comment(site, comment_id).reader_id)
    assert mira.send(f"/review/authors/{name}/notes", {"text": "Be kind."}).status_code == 201
    assert noor.get(f"/review/authors/{name}")["notes"][0]["text"] == "Be kind."
    [card] = noor.get("/review/comments")["items"]
    assert card["history"]["notes"] == 1


def test_the_log_shows_ones_own_and_admins_all(
    site: int, mira: Moderator, noor: Moderator, admin: Moderator
) -> None:
    first, second = (name_of(site, each) for each in held(site, 2))
    mira.decide("publish", first, note="fine")
    noor.decide("reject", second, reason="abuse")
    assert [each["comment_id"] for each in mira.get("/review/log")["items"]] == [first]
    everything = admin.get("/review/log?limit=2")
    assert [each["by"] for each in everything["items"]] == ["Noor", "Mira"]
    rest = admin.get(f"/review/log?cursor={everything['next_cursor']}")["items"]
    assert [each["kind"] for each in rest] == ["machine", "machine"]
    assert len(admin.get("/review/log?verb=reject&reason=abuse&kind=moderator")["items"]) == 1
    assert len(admin.get("/review/log?by=Mira")["items"]) == 1
    assert len(admin.get(f"/review/log?comment={first}&article=story")["items"]) == 2
    assert admin.get("/review/log?from=2100-01-01T00:00:00Z")["items"] == []


def test_the_log_says_whose_words_were_decided_on_unless_they_took_them_back(
    site: int, mira: Moderator
) -> None:
    kept, taken_back = held(site, 2)
    for each in (kept, taken_back):
        mira.decide("publish", name_of(site, each))
    reader_id = comment(site, taken_back).reader_id
    with transaction(site) as session:
        withdraw(session, site, reader_id, taken_back, now=utc_now())
    second, first = mira.get("/review/log")["items"]
    assert (first["author"], first["excerpt"]) == ("Reader 0", "Rude remark 0")
    assert "article_title" in first
    assert (second["author"], second["excerpt"]) == ("Reader 1", None)


def test_the_log_says_which_decisions_were_taken_back(site: int, mira: Moderator) -> None:
    taken, stands = (name_of(site, each) for each in held(site, 2))
    body = {"verb": "reject", "items": [{"id": taken}]}
    batch = mira.send("/review/decisions", body).json["batch"]
    mira.decide("reject", stands)
    mira.send(f"/review/decisions/{batch}/undo")
    mira.decide("reject", taken)
    told = [(each["comment_id"], each["is_undo"], each["is_undone"])
            for each in mira.get("/review/log")["items"]]  # fmt: skip
    assert told == [
        (taken, False, False), (taken, True, False), (stands, False, False), (taken, False, True),
    ]  # fmt: skip


def test_the_log_as_csv_is_marked_as_utf8_and_holds_no_formula(site: int, mira: Moderator) -> None:
    first, second = [name_of(site, each) for each in held(site, 2)]
    mira.decide("reject", first, note='=HYPERLINK("http://evil.example")')
    mira.decide("reject", second, note="إهانة")
    answer = mira.client.get("/api/v1/review/log.csv")
    assert answer.content_type == "text/csv; charset=utf-8"
    assert answer.data.startswith(b"\xef\xbb\xbfid,at,")  # Excel: not in the machine's charset
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert rows[0]["note"] == "إهانة"
    assert (rows[1]["note"][:11], rows[1]["batch"] != "") == ("'=HYPERLINK", True)


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@x", "\tx", "\rx"])
def test_what_a_spreadsheet_would_run_is_made_harmless(cell: str) -> None:
    assert harmless(cell) == "'" + cell


@pytest.mark.parametrize(
    ("cell", "made"),
    [
        ("so;=1", "so;'=1"),  # a file of commas, opened where lists have semicolons
        ("so,=1", "so,'=1"),
        ("so\n@x", "so\n'@x"),
        ('so;"=1"', 'so;"\'=1"'),
        ("so\t+1", "so\t'+1"),
    ],
)
def test_nor_does_a_spreadsheet_run_what_it_cuts_out_of_a_cell(cell: str, made: str) -> None:
    assert harmless(cell) == made


@pytest.mark.parametrize(
    "cell", ["mo@news.example", "2026-06-01T00:00:00+02:00", "a, -b", "x=1; y = 2", ""]
)
def test_what_no_spreadsheet_runs_stays_as_it_is(cell: str) -> None:
    assert harmless(cell) == cell


def test_health_is_calm_and_ones_own(
    site: int, mira: Moderator, noor: Moderator, admin: Moderator
) -> None:
    first, second = (name_of(site, each) for each in held(site, 2))
    mira.decide("publish", first)
    noor.decide("reject", second)
    own = mira.get("/review/health")
    assert [(each["name"], each["handled"]) for each in own["moderators"]] == [("Mira", 1)]
    everybody = admin.get("/review/health")
    assert [each["name"] for each in everybody["moderators"]] == ["Mira", "Noor"]
    assert everybody["queues"][0]["queue"] == "held"
    assert mira.get("/review/exposure")["judged_today"] == 1


def test_a_break_is_proposed_after_much_severe_text_and_seen_by_oneself_alone(
    site: int, mira: Moderator, noor: Moderator
) -> None:
    names = [name_of(site, each) for each in held(site, 21, values={**CALM, Attribute.THREAT: 0.9})]
    mira.decide("reject", *names[:19])
    assert mira.get("/review/exposure")["break_suggested"] is False
    mira.decide("reject", *names[19:])
    told = mira.get("/review/exposure")
    assert (told["severe_today"], told["judged_today"], told["break_suggested"]) == (21, 21, True)
    assert noor.get("/review/exposure")["severe_today"] == 0


def test_kappa_is_one_for_perfect_and_nought_for_chance_agreement() -> None:
    yes, no = "published", "rejected"
    assert kappa([(yes, yes), (no, no)]) == 1
    assert kappa([(yes, yes), (yes, no), (no, yes), (no, no)]) == 0
    assert kappa([]) is None
    told = agreement([(yes, yes)] * 40 + [(no, no)] * 8 + [(yes, no)] * 4)
    assert told["low"] <= told["value"] <= told["high"]


def test_saved_queues_are_ones_own(site: int, mira: Moderator, noor: Moderator) -> None:
    body = {"name": "Sport, worst", "filters": {"queue": "held", "section": "sport", "min": 0.9}}
    made = mira.send("/review/saved", body)
    assert made.status_code == 201
    assert mira.get("/review/saved")["items"][0]["filters"]["section"] == "sport"
    assert noor.get("/review/saved")["items"] == []
    path = f"/review/saved/{made.json['id']}"
    assert noor.send(path, method="DELETE").status_code == 404
    assert mira.send(path, method="DELETE").status_code == 204


def test_a_sites_own_reasons_replace_the_shipped_ones(
    site: int, mira: Moderator, admin: Moderator
) -> None:
    assert "abuse" in {each["code"] for each in mira.get("/sites/gazette/reasons")["items"]}
    own = {"items": [{"code": "tone", "names": {"en": "Tone"}, "rule": "Mind your tone."}]}
    assert mira.send("/sites/gazette/reasons", own, "PUT").status_code == 403
    assert admin.send("/sites/gazette/reasons", own, "PUT").status_code == 200
    assert [each["code"] for each in mira.get("/sites/gazette/reasons")["items"]] == ["tone"]


PATHS = [
    ("GET", "/review/queues?site=gazette", None),
    ("GET", "/review/comments?site=gazette", None),
    ("GET", "/review/comments/{comment}", None),
    ("GET", "/review/comments/{comment}/similar", None),
    ("GET", "/review/histogram?site=gazette", None),
    ("GET", "/review/samples?site=gazette", None),
    ("POST", "/review/claims", {"site": "gazette"}),
    ("POST", "/review/comments/{comment}/escalate", {}),
    ("POST", "/review/comments/{comment}/feature", {"featured": False}),
    ("GET", "/review/articles?site=gazette", None),
    ("POST", "/review/articles/story/state?site=gazette", {"state": "open"}),
    ("GET", "/review/authors/{author}", None),
    ("POST", "/review/authors/{author}/actions", {"action": "warn"}),
    ("POST", "/review/authors/{author}/notes", {"text": "x"}),
    ("GET", "/review/log?site=gazette", None),
    ("GET", "/review/log.csv?site=gazette", None),
    ("GET", "/review/health?site=gazette", None),
    ("GET", "/review/exposure?site=gazette", None),
    ("GET", "/review/saved?site=gazette", None),
    ("GET", "/review/notices?site=gazette", None),
    ("GET", "/review/batches?site=gazette", None),
]


@pytest.mark.parametrize(("method", "path", "body"), PATHS)
def test_who_may_moderate(
    site: int, client: FlaskClient, mira: Moderator, method: str, path: str, body: object
) -> None:
    from tests.make import make_site

    [comment_id] = held(site)
    elsewhere = sign_in(client, make_site("herald"), "Otto", "moderator")
    analyst = sign_in(client, site, "Ina", "analyst")
    with transaction(site) as session:
        keys = {scope: create_key(session, site, str(scope), [scope], now=utc_now())
                for scope in (Scope.MODERATE, Scope.READ)}  # fmt: skip
    author = public_id(site, comment(site, comment_id).reader_id)
    path = path.format(comment=name_of(site, comment_id), author=author)
    wanted = {mira: {200, 201}, analyst: {403}, elsewhere: {404}}
    for who, codes in wanted.items():
        found = (
            who.send(path, body, method) if body is not None else who.client.get(f"/api/v1{path}")
        )
        assert found.status_code in codes, (who, found.text)
    plain = client.application.test_client()
    for key, allowed in ((keys[Scope.MODERATE], True), (keys[Scope.READ], False)):
        found = plain.open(f"/api/v1{path}", method=method, json=body,
                           headers={"Authorization": f"Bearer {key}"})  # fmt: skip
        assert (found.status_code in (200, 201)) is allowed, found.text
    assert plain.open(f"/api/v1{path}", method=method, json=body).status_code == 401
