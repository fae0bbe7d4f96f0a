"""Whose death is a public matter though nobody claims it, and what the article says of it."""

from __future__ import annotations

import pytest

from pipeline.classify.politics import is_political, is_public
from pipeline.records import Candidate, Evidence, Participant


def _struck(who: str, told: str = "A man was shot.", **changes: object) -> Candidate:
    """One killed in a sentence, of whom and of which nothing else is known, with some columns changed."""
    victim = Participant(role="victim", kind="individual", text=who, start=0, end=len(who), sureness=0.9)
    values: dict[str, object] = {
        "candidate_id": "a#c0", "article_id": "a", "mention_ids": ("a#m0",), "trigger_classes": ("kill",),
        "trigger_rules": ("kill.verb",), "head_lemmas": ("kill",), "realis": "asserted", "is_background": False,
        "in_headline": False, "attribution": "stated", "text_confidence": 0.5, "source_name": "s", "batch": "b",
        "evidence": (Evidence(field="event", start=0, end=len(told), quote=told, rule="kill.verb"),),
        "participants": (victim,), "fatalities": 1, "words": tuple(told.lower().rstrip(".").split()),
    } | changes  # fmt: skip
    return Candidate(**values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("phrase", "is_it"),
    [
        ("an opposition leader", True),
        ("the head of a provincial council", True),
        ("a worker of the electoral commission", True),
        ("the chief of the province", True),
        ("a choir leader", False),
        ("the chief engineer", False),
        ("a member of a wedding party", False),
        ("an employee of a department store", False),
        ("a worker from the province", False),
        ("a film critic", False),
        ("an engineer of General Motors", False),
        ("General Abdi", True),
    ],
)
def test_whose_office_or_calling_is_public(phrase: str, is_it: bool) -> None:
    assert is_public(_struck(phrase), "") is is_it


@pytest.mark.parametrize(
    ("text", "is_it"),
    [
        pytest.param("Omar Hassan was shot. Senator Hassan had been threatened.", True, id="a title"),
        pytest.param("Omar Hassan was shot. Hassan, a member of parliament, was 50.", True, id="an apposition"),
        pytest.param(
            "Omar Hassan was shot. Mr Hassan, a member of parliament, was 50.", True, id="behind an honorific"
        ),
        pytest.param("Omar Hassan was shot. Ali Hassan, a member of parliament, wept.", False, id="a namesake"),
        pytest.param("Omar Hassan was shot. Hassan, a senator said, was a baker.", False, id="who speaks of him"),
        pytest.param("Omar Hassan was shot. Choir leader Hassan was 50.", False, id="the title of a private man"),
        pytest.param("Omar Hassan was shot. He was a baker.", False, id="nothing"),
    ],
)
def test_another_sentence_says_who_somebody_is(text: str, is_it: bool) -> None:
    assert is_public(_struck("Omar Hassan"), text) is is_it


def test_what_is_told_right_behind_somebody_says_who_he_is() -> None:
    assert is_public(_struck("A man"), "A man working for the ministry was shot.")
    assert not is_public(_struck("A man"), "A man working near the ministry was shot.")


@pytest.mark.parametrize(
    ("told", "is_it"),
    [
        ("Men in camouflage uniforms took a baker away.", True),
        ("Boys and people in school uniforms took a baker away.", False),
        ("Rebels were blamed for the killing.", True),
        ("The killing was not political, and no rebels were seen.", False),
        ("The killing took place not far from rebels.", True),
        ("A baker was shot.", False),
    ],
)
def test_what_the_words_call_it(told: str, is_it: bool) -> None:
    quote = told.lower()
    assert is_political(_struck("a baker", quote), "") is is_it


def test_several_who_were_bound_and_shot_are_executed_and_one_is_not() -> None:
    told = "bakers were found with their hands tied."
    assert is_political(_struck("bakers", told, fatalities=2), "")
    assert not is_political(_struck("a baker", told), "")
