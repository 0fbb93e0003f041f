"""A text is decided only where everything of weight in it is in languages that may be decided."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.db import transaction
from service.lifecycle import Status
from service.models import Decision
from service.moderation.assess import Assessed, record_scores
from service.moderation.waiting import waiting
from service.scoring import Attribute, Rank, load
from service.scoring.catalogue import catalogue
from service.scoring.language import language_in, readable
from service.scoring.parts import parts_of
from service.scoring.router import Own, Router
from service.scoring.types import Judgement
from tests.make import NOW, make_article, make_reader, make_site, post, status

TAIL = " Have a nice day everyone and thanks for the lovely article about our bridge."
INSULT = "همه شما احمق و کثافت هستید."


class Fixed:
    """An engine that says one thing of every text, and remembers what it was asked."""

    version = "1"
    attributes = (Attribute.TOXICITY,)

    def __init__(self, name: str, toxicity: float) -> None:
        self.name = name
        self.toxicity = toxicity
        self.asked: list[str] = []

    def judge(self, texts: Sequence[str], *, with_spans: bool = False) -> list[Judgement]:
        self.asked += texts
        return [Judgement({Attribute.TOXICITY: self.toxicity}) for _ in texts]


def router(own: Fixed | None = None, auc: float = 0.95) -> Router:
    plain = Router("default", {}, Fixed("compact", 0.03), catalogue())
    return plain if own is None else plain.with_own([Own("fa", own, auc)])


def other_languages(text: str) -> list[str]:
    words = readable(text)
    return [part.language for part in parts_of(words, language_in(words, ("en",)), ("en",))]


@pytest.mark.parametrize(
    ("text", "languages"),
    [
        (INSULT + TAIL, ["fa"]),
        (TAIL + " " + INSULT, ["fa"]),
        ("Hi احمق you کثافت all بیشعور people of the bridge", ["fa"]),  # strewn about
        ("Все вы идиоты." + TAIL, ["ru"]),
        ("你们都是白痴 and I love the bridge very much", ["zh"]),  # six characters, no spaces
        ("นายกรัฐมนตรีโง่มาก I think the bridge is great", ["th"]),
        ("همه‌شمااحمق‌وکثافت‌هستید and I love the bridge and the whole article", ["fa"]),  # in one
        ("Vous êtes tous des connards." + TAIL, ["fr"]),  # the same script: by sentence
        ("Bütün bu insanlar aptal ve ahlaksızdır." + TAIL, ["tr"]),
    ],
)
def test_enough_in_another_language_is_found(text: str, languages: list[str]) -> None:
    assert other_languages(text) == languages


@pytest.mark.parametrize(
    "text",
    [
        "The Persian word «کتاب» means book, you know",
        "محمود احمدی‌نژاد was here, and nobody on the bridge noticed",  # a name
        "Was it Александр Солженицын who crossed this bridge in the snow?",  # nineteen letters
        "毛泽东 swam below this bridge, they say",
        "I love it 😀😀😀 ❤️ 👨‍👩‍👧 ツ ಠ_ಠ ლ(ಠ益ಠლ)",
        "The angles α and β of the bridge, π times 3 µm, Σ of all",
        "Ѕtupid іdiot that yоu are",  # a disguise is no language
        "A café, a naïve façade. Très chic! What a bridge this is, Müller said.",
        "C'est la vie. The bridge is closed, and that is what they wanted.",
        "Great photo. Lovely bridge. Thanks Ana María Fernández González.",
        "Never again. Absolutely disgraceful behaviour. Council resigns tomorrow morning.",
        "",
    ],
)
def test_names_quoted_words_and_signs_are_no_other_language(text: str) -> None:
    assert other_languages(text) == []


def test_the_rank_is_the_lowest_of_all_parts() -> None:
    plain, mixed = router().score([TAIL, INSULT + TAIL], languages=("en",))
    assert (plain.rank, plain.undecided) == (Rank.DECIDES, "")
    assert (mixed.rank, mixed.language, mixed.undecided) == (Rank.NONE, "en", "fa")


def test_a_part_that_an_engine_of_its_own_decides_has_its_say() -> None:
    persian = Fixed("own-fa", 0.97)
    (mixed,) = router(persian).score([INSULT + TAIL], languages=("en", "fa"))
    assert mixed.rank is Rank.DECIDES
    assert mixed.values[Attribute.TOXICITY] == 0.97
    assert INSULT[:10] in persian.asked[0]
    assert "bridge" not in persian.asked[0]


def test_latin_words_in_a_persian_text_do_not_hold_it() -> None:
    persian = Fixed("own-fa", 0.02)
    text = INSULT * 4 + " The Golden Gate Bridge, iPhone 15 Pro Max 😀😀😀"
    (mixed,) = router(persian).score([text], languages=("fa",))
    assert (mixed.language, mixed.rank) == ("fa", Rank.DECIDES)
    assert mixed.values[Attribute.TOXICITY] == 0.03  # the English engine read its part


def test_a_persian_insult_with_an_english_tail_waits_for_a_person(database: Session) -> None:
    site = make_site()
    make_article(site)
    comments = {text: post(site, make_reader(site), text=text) for text in (INSULT + TAIL, TAIL)}
    scorer = load("default")
    with transaction(site) as session:
        texts = waiting(session, site, list(comments.values()))
        scores = scorer.score([each.text for each in texts], languages=("en",))
        results = [Assessed(each, found) for each, found in zip(texts, scores, strict=True)]
        record_scores(session, site, results, now=NOW + timedelta(minutes=1), attempts=5)
    assert status(site, comments[TAIL]) == Status.PUBLISHED
    assert status(site, comments[INSULT + TAIL]) == Status.HELD
    with transaction(site) as session:
        held = select(Decision).where(Decision.comment_id == comments[INSULT + TAIL])
        decision = session.execute(held).scalar_one()
        assert decision.reason == "language"
        assert "no engine may decide in fa" in str(decision.findings)
