"""The alarm when scores are no longer spread as they were: seldom wrong, and told once."""

from datetime import datetime, timedelta

import numpy as np
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.db import ALL_SITES, transaction
from service.identity.keys import Scope, create_key
from service.lab import distributions, drift
from service.lab.distributions import BINS, EDGES, is_calm, is_drift
from service.models import Event
from service.moderation.policies import save_policy
from service.scoring import Attribute
from tests.make import CALM, NOW, make_article, make_reader, make_site, post, score

PATH = "/api/v1/sites/gazette/policy/drift"


def _histogram(random: np.random.Generator, size: int, *, shift: float = 0.0) -> list[int]:
    scores = 1 / (1 + np.exp(-random.normal(-3 + shift, 2, size)))
    return [int(n) for n in np.bincount(np.digitize(scores, EDGES), minlength=BINS)]


@pytest.mark.parametrize("size", [300, 1_000, 20_000])
def test_chance_alone_seldom_raises_the_alarm(size: int) -> None:
    random = np.random.default_rng(7)
    raised = sum(
        is_drift(_histogram(random, size), _histogram(random, size)) for _ in range(300)
    )  # fmt: skip
    assert raised <= 2


def test_a_change_that_matters_is_found_and_its_end_too() -> None:
    random = np.random.default_rng(7)
    tuned, worse = _histogram(random, 5_000), _histogram(random, 1_000, shift=1.2)
    assert is_drift(tuned, worse)
    assert not is_calm(tuned, worse)
    assert is_calm(tuned, _histogram(random, 1_000))


def test_few_comments_prove_nothing() -> None:
    assert not is_drift([100, *[0] * (BINS - 1)], [*[0] * (BINS - 1), 100])


@pytest.fixture
def site(database: Session, monkeypatch: pytest.MonkeyPatch) -> int:
    for module in (distributions, drift):
        monkeypatch.setattr(module, "ENOUGH", 20)
    monkeypatch.setattr(distributions, "_CHANCE", 5.0)
    site_id = make_site()
    make_article(site_id)
    return site_id


def written(site: int, at: datetime, *, toxicity: float) -> None:
    reader = make_reader(site)
    for number in range(20):
        comment_id = post(site, reader, f"Remark {number} of {at}", now=at)
        score(site, comment_id, {**CALM, Attribute.TOXICITY: toxicity}, now=at)


def checked(site: int, at: datetime) -> list[str]:
    with transaction(site) as session:
        return drift.check_drift(session, site, now=at)


def test_an_alarm_is_raised_once_told_and_ended(client: FlaskClient, site: int) -> None:
    written(site, NOW - timedelta(days=2), toxicity=0.03)
    with transaction(site) as session:
        save_policy(session, site, {}, [], author="Ann", note="", now=NOW)
    assert checked(site, NOW) == []
    written(site, NOW + timedelta(days=9), toxicity=0.95)
    late = NOW + timedelta(days=10)
    assert checked(site, late) == ["toxicity"]
    assert checked(site, late) == []
    with transaction(ALL_SITES) as session:
        plain = create_key(session, site, "publisher", [Scope.SETTINGS], now=NOW)
        assert drift.count_drifted(session) == 1
        events = session.execute(select(Event).where(Event.kind == "policy.drifted")).scalars()
        assert [(each.data["attribute"], each.data["held_now"]) for each in events] == [
            ("toxicity", 1.0)
        ]
    key = {"Authorization": f"Bearer {plain}"}
    (first, *others) = client.get(PATH, headers=key).json["items"]
    assert (first["attribute"], first["is_drifted"]) == ("toxicity", True)
    assert (first["held_then"], first["held_now"]) == (0.0, 1.0)
    assert not any(each["is_drifted"] for each in others)
    accepted = client.post(f"{PATH}/acceptances", headers=key).json["items"]
    assert not any(each["is_drifted"] for each in accepted)
    assert checked(site, late) == []


def test_a_new_version_is_tuned_on_what_was_before_it(site: int) -> None:
    written(site, NOW - timedelta(days=2), toxicity=0.03)
    with transaction(site) as session:
        save_policy(session, site, {}, [], author="Ann", note="", now=NOW)
    checked(site, NOW)
    written(site, NOW + timedelta(days=40), toxicity=0.95)
    late = NOW + timedelta(days=41)
    with transaction(site) as session:
        save_policy(session, site, {"nudge": 0.1}, [], author="Ann", note="", now=late)
    assert checked(site, late) == []
    assert checked(site, late) == []


def is_due(site: int, at: datetime) -> bool:
    """Whether the watch would look at this site; other tests' sites may be due beside it."""
    with transaction(ALL_SITES) as session:
        return site in drift.sites_to_check(session, now=at)


def test_a_site_is_looked_at_once_an_hour(site: int) -> None:
    assert is_due(site, NOW)
    checked(site, NOW)
    assert not is_due(site, NOW + timedelta(minutes=59))
    assert is_due(site, NOW + timedelta(minutes=61))
