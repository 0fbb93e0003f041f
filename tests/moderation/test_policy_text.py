"""A policy's text: read with places, written so that it reads the same, and its schema."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.moderation.policy import Policy, default_text
from service.moderation.policy_changes import changes
from service.moderation.policy_schema import schema
from service.moderation.policy_text import Document, Unreadable, read, write_json, write_toml


def faults(text: str, form: Any = "toml") -> list[tuple[int, int, str]]:
    with pytest.raises(Unreadable) as caught:
        read(text, form)
    return [(each.line, each.column, each.path) for each in caught.value.faults]


@pytest.mark.parametrize(
    ("text", "place", "reason"),
    [
        ("premoderate = \n", (1, 15, ""), "TOML itself says where"),
        ('note = "', (1, 9, ""), "at the end of the text"),
        ("premoderate = true\nnonsense = 1", (2, 1, "nonsense"), "an unknown name"),
        ("[scores.toxicity]\n# so\n  hold = 2", (3, 3, "scores.toxicity.hold"), "out of range"),
        ("scores.toxicity.hold = 2", (1, 1, "scores.toxicity.hold"), "a dotted key"),
        ("scores = {insult = {hold = 0.5}, threat = {hold = -1}}",
         (1, 44, "scores.threat.hold"), "in inline tables"),
        ("[words]\nbanned = [\n  'a', # = ]\n  '',\n]", (4, 3, "words.banned.1"), "in a list"),
        ('[words]\nsuspect = ["""\n[length]\nminimum = 0"""]\n[length]\nminimum = 0',
         (6, 1, "length.minimum"), "a text that looks like a table is none"),
        ('"scores".\'toxicity\' . hold = 7', (1, 1, "scores.toxicity.hold"), "quoted keys"),
        ("[scores.nastiness]\nhold = 0.5", (1, 2, "scores.nastiness.[key]"), "no such attribute"),
        ("[[overlays]]\nsection = 'Sport'\n[overlays.body.links]\nallowed = 'x'\n",
         (4, 1, "overlays.0.body.links.allowed"), "in an overlay"),
        ("[[overlays]]\nsection='A'\nbody={}\n[[overlays]]\narticle='b'\n[overlays.body.copies]\n"
         "similarity = 3", (7, 1, "overlays.1.body.copies.similarity"), "in the second overlay"),
        ("[[overlays]]\nbody = {}", (1, 3, "overlays.0"), "an overlay for nothing"),
        ("overlays = 3", (1, 1, "overlays"), "no list"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_by_its_place(
    text: str, place: tuple[int, int, str], reason: str
) -> None:
    assert faults(text) == [place], reason


@pytest.mark.parametrize(
    ("text", "place", "reason"),
    [
        ('{\n "premoderate": tru\n}', (2, 17, ""), "JSON itself says where"),
        ('{"links":\n  {"allowed": -1}}', (2, 4, "links.allowed"), "out of range"),
        ('{"words": {"banned": ["a\\"]", ""]}}', (1, 31, "words.banned.1"), "in a list"),
        ("[]", (1, 1, ""), "no object"),
        ('{"nudge": NaN}', (1, 1, ""), "no JSON"),
        ("[" * 100_000, (1, 1, ""), "nested beyond reason"),
        ('{"overlays": [{"section": "A", "body": {"nudge": 2}}]}',
         (1, 41, "overlays.0.body.nudge"), "in an overlay"),
    ],
)  # fmt: skip
def test_json_too(text: str, place: tuple[int, int, str], reason: str) -> None:
    assert faults(text, "json") == [place], reason


def test_all_faults_are_told_in_their_order() -> None:
    assert [fault[0] for fault in faults("nonsense = 1\nnudge = 7\npremoderate = 'perhaps'")] == [
        1,
        2,
        3,
    ]


def test_a_threshold_is_switched_off_in_words_for_toml_has_no_null() -> None:
    document = read('[scores.obscene]\nhold = "off"', "toml")
    assert document.body == {"scores": {"obscene": {"hold": None}}}
    assert 'hold = "off"' in write_toml(document)
    document = read('close_after_days = "off"', "toml")
    assert document.body == {"close_after_days": None}
    assert faults('close_after_days = "never"') == [(1, 1, "close_after_days")]


names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
bodies = st.fixed_dictionaries(
    {},
    optional={
        "premoderate": st.booleans(),
        "nudge": st.floats(0, 1),
        "edit_minutes": st.integers(0, 10_080),
        "close_after_days": st.none() | st.integers(1, 3_650),
        "words": st.fixed_dictionaries(
            {"banned": st.lists(names.map(str.strip).filter(bool), max_size=4)}
        ),
        "scores": st.dictionaries(
            st.sampled_from(["toxicity", "insult"]),
            st.fixed_dictionaries({"hold": st.none() | st.floats(0, 1)}),
        ),
    },
)
overlays = st.lists(
    st.builds(lambda name, body: {"section": name, "body": body}, names, bodies), max_size=3
)


@given(bodies, overlays)
def test_what_is_written_reads_the_same(body: dict[str, Any], laid: list[dict[str, Any]]) -> None:
    document = Document(body, laid)
    assert read(write_json(document), "json") == document
    assert read(write_toml(document), "toml") == document


@given(bodies, overlays)
def test_a_fault_is_found_wherever_it_stands(
    body: dict[str, Any], laid: list[dict[str, Any]]
) -> None:
    document = Document({**body, "repeat": {"hours": -1}}, laid)
    for text, form in ((write_toml(document), "toml"), (write_json(document), "json")):
        (line, _, path) = faults(text, form)[0]
        assert path == "repeat.hours"
        assert "hours" in text.split("\n")[line - 1]


def test_the_default_policy_is_itself_a_text() -> None:
    assert read(default_text(), "toml").body["scores"]["insult"] == {"hold": 0.85}


def test_the_schema_names_every_line_and_says_what_it_does() -> None:
    made = schema()
    assert set(Policy.model_fields) | {"overlays"} == set(made["properties"])
    assert made["properties"]["nudge"]["default"] == 0.7
    assert "another wording" in made["properties"]["nudge"]["description"]
    assert made["$defs"]["Links"]["properties"]["allowed"]["description"] == "more are held"
    assert "required" not in made["$defs"]["Links"]
    json.dumps(made)


def test_changes_are_of_effect_and_name_their_place() -> None:
    found = changes(
        ({"nudge": 0.7, "links": {"allowed": 2}}, [{"section": "A", "body": {"nudge": 0.1}}]),
        ({"links": {"allowed": 3}}, [{"section": "A", "body": {"nudge": 0.2}},
                                     {"article": "b", "body": {"premoderate": True}}]),
    )  # fmt: skip
    assert [(dict(each.where), each.path, each.before, each.after) for each in found] == [
        ({}, "links.allowed", 2, 3),
        ({"article": "b"}, "premoderate", None, True),
        ({"section": "A"}, "nudge", 0.1, 0.2),
    ]
