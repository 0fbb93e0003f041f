"""What must never be held by its score, and what must be: our own words, none of them trained on."""

import pytest

from service.moderation.policy import default_policy
from service.scoring import Attribute, Scorer, load

FAIR = {
    "words inside words": [
        "We drove from Scunthorpe to Penistone and stopped in Essex.",
        "The classic bass assembly was a massive success for the class.",
        "Alfred Hitchcock grew up in Essex.",
        "A shuttlecock landed in the cockpit of the plane.",
    ],
    "quotation": [
        'My boss called me "lazy" in front of everyone and I quit.',
        "The headline said 'stupid voters', which I found out of line.",
    ],
    "negation": [
        "You are not wrong, but I see it differently.",
        "Nobody is calling you a fool here.",
        "This is not a bad idea at all.",
    ],
    "plain political criticism": [
        "The minister has failed and ought to step down this week.",
        "This tax is unfair to families and the government knows it.",
        "Voting for that law was a serious mistake, and I wrote to my representative.",
        "The president's speech was long, vague and full of empty promises.",
        "Both parties have lied about the cost of the airport.",
    ],
    "groups that are named": [
        "I am a gay man and I live in a small village.",
        "My Muslim neighbours invited us to break the fast with them.",
        "The Jewish museum opens on Sunday.",
        "Black women are underrepresented in this parliament.",
        "Deaf people could not follow the broadcast without subtitles.",
    ],
    "violence in the news": [
        "Two men were shot dead outside the station last night, police said.",
        "The film about the murder trial was hard to watch.",
        "Suicide rates among farmers have doubled.",
    ],
    "harsh words, harmless meaning": [
        "That goal was insane, what a killer pass!",
        "My garden is dying in this heat.",
        "We got beaten three to nil, well deserved.",
    ],
    "friendly": [
        "Lovely pictures, my grandmother grew up there.",
        "Could you add the opening hours, please?",
        "Happy birthday from all of us!",
        "Interesting, I had never heard of this river before.",
    ],
}
ABUSE = [
    "you are a complete idiot and everyone here knows it",
    "Shut your mouth, you worthless piece of garbage.",
    "What a bunch of brain-dead morons.",
    "go to hell you pathetic loser",
    "fuck off, nobody wants your opinion, dumbass",
    "you are an idiot",
    "I am going to kill you and your whole family.",
    "ugly stupid bitch",
]


@pytest.fixture(scope="module")
def scorer() -> Scorer:
    return load("default", threads=1)


def held_by(scorer: Scorer, text: str) -> dict[Attribute, float]:
    """The attributes whose score reaches the default policy's threshold."""
    values = scorer.score([text], languages=("en",))[0].values
    limits = default_policy().scores
    return {
        attribute: value
        for attribute, value in values.items()
        if attribute in limits and value >= limits[attribute].hold
    }


@pytest.mark.parametrize("text", [text for texts in FAIR.values() for text in texts])
def test_a_fair_comment_is_not_held(scorer: Scorer, text: str) -> None:
    assert held_by(scorer, text) == {}


@pytest.mark.parametrize("text", ABUSE)
def test_plain_abuse_is_held(scorer: Scorer, text: str) -> None:
    assert held_by(scorer, text)
