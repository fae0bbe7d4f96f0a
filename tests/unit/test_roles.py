"""Who has which part in an event: what the role model looks at, how phrases of one participant are joined, and cut."""

from __future__ import annotations

from dataclasses import replace

import pytest
from spacy.lang.en import English
from spacy.tokens import Doc

from pipeline.extract import articles, roles
from pipeline.extract.draft import Draft
from pipeline.extract.role_features import Noun, describe, find_nouns, path_between
from pipeline.extract.role_spans import Piece, entities, find_cuts, standing_for
from pipeline.extract.triggers import Trigger
from pipeline.language.phrases import plain_words
from pipeline.records import Participant
from pipeline.resolve.entities import cast
from pipeline.resolve.told import Event, Told
from tests.unit.told_rows import told


def _doc() -> Doc:
    """Three unidentified men killed the mayor with a rifle."""
    rows = [
        ("Three", "NUM", "CD", 2, "nummod"), ("unidentified", "ADJ", "JJ", 2, "amod"),
        ("men", "NOUN", "NNS", 3, "nsubj"), ("killed", "VERB", "VBD", 3, "ROOT"),
        ("the", "DET", "DT", 5, "det"), ("mayor", "NOUN", "NN", 3, "dobj"),
        ("with", "ADP", "IN", 3, "prep"), ("a", "DET", "DT", 8, "det"), ("rifle", "NOUN", "NN", 6, "pobj"),
        (".", "PUNCT", ".", 3, "punct"),
    ]  # fmt: skip
    words, pos, tags, heads, deps = map(list, zip(*rows, strict=True))
    lemmas = [{"men": "man", "killed": "kill"}.get(word, word.lower()) for word in words]
    return Doc(English().vocab, words=words, pos=pos, tags=tags, heads=heads, deps=deps, lemmas=lemmas)


def _draft(doc: Doc) -> Draft:
    trigger = Trigger(token=doc[3], kind="kill", rule="kill.verb")
    draft = Draft(sentence=0, head=trigger, triggers=[trigger])
    draft.agents = [(doc[2], "argument.subject")]
    draft.patients = [(doc[5], "argument.object")]
    draft.effects = {5: "killed"}
    return draft


def _described() -> tuple[Doc, Draft, dict[str, Noun]]:
    doc = _doc()
    draft = _draft(doc)
    nouns = find_nouns(doc)
    describe(nouns, [draft])
    return doc, draft, {noun.head.text: noun for noun in nouns}


def test_nouns_for_people_and_weapons_may_name_participants() -> None:
    _, _, nouns = _described()
    assert {text: noun.kind for text, noun in nouns.items()} == {"men": "person", "mayor": "person", "rifle": "weapon"}


def test_the_path_says_how_a_noun_hangs_on_the_trigger() -> None:
    doc = _doc()
    assert path_between(doc[2], doc[3]) == ("nsubj|", 1)
    assert path_between(doc[8], doc[3]) == ("pobj<with|", 2)


def test_what_the_rules_said_is_among_the_features() -> None:
    _, draft, nouns = _described()
    assert "side=agent:person" in nouns["men"].features
    assert "did=patient:kill" in nouns["mayor"].features
    assert nouns["rifle"].near is draft


def test_no_name_is_a_feature() -> None:
    doc = Doc(
        English().vocab, words=["Zubrowka", "burned"], pos=["PROPN", "VERB"], tags=["NNP", "VBD"], heads=[1, 1],
        deps=["nsubj", "ROOT"], lemmas=["Zubrowka", "burn"], ents=["B-ORG", "O"],
    )  # fmt: skip
    nouns = find_nouns(doc)
    describe(nouns, [])
    assert nouns
    assert not any("zubrowka" in name.lower() for noun in nouns for name in noun.features)


def test_the_model_gives_each_noun_its_part() -> None:
    _, _, nouns = _described()
    given = dict(zip(nouns, roles.probabilities(list(nouns.values())), strict=True))
    best = {text: max(parts, key=parts.__getitem__) for text, parts in given.items()}
    assert best == {"men": "person", "mayor": "victim", "rifle": "weapon"}


def test_participants_are_listed_with_what_befell_them() -> None:
    doc = _doc()
    (cast,) = roles.assign(doc, [_draft(doc)])
    assert cast is not None
    assert ("victim", "mayor", "killed") in {(p.role, p.text, p.effect) for p in cast}
    assert {p.kind for p in cast if p.role == "perpetrator"} == {"individual"}


def test_events_other_than_violence_keep_what_the_rules_say() -> None:
    doc = _doc()
    draft = _draft(doc)
    draft.head = Trigger(token=doc[3], kind="protest", rule="protest.verb")
    assert roles.assign(doc, [draft]) == [None]


def test_a_phrase_may_be_cut_before_its_noun_and_nowhere_else() -> None:
    doc, _, nouns = _described()
    assert {doc[cut.start : cut.end].text for cut in find_cuts(nouns["men"])} == {
        "Three unidentified men", "unidentified men", "men",
    }  # fmt: skip


def test_plain_words_leave_out_articles_and_punctuation() -> None:
    assert plain_words("The U.S. embassy's gate") == ("us", "embassys", "gate")


def _piece(index: int, text: str, kind: str = "person", probability: float = 0.5, beside: int | None = None) -> Piece:
    return Piece(index, kind, tuple(text.split()), probability, beside)


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        pytest.param(_piece(1, "ana ruiz", "name"), _piece(9, "ruiz", "name"), True, id="part of a name"),
        pytest.param(_piece(1, "ana ruiz", "name"), _piece(9, "ana sol", "name"), False, id="another name"),
        pytest.param(_piece(1, "armed men"), _piece(9, "men"), True, id="shorter description"),
        pytest.param(_piece(1, "armed men"), _piece(9, "other men"), False, id="other people"),
        pytest.param(_piece(1, "mayor"), _piece(4, "ana ruiz", "name", beside=1), True, id="apposition"),
        pytest.param(_piece(1, "mayor"), _piece(4, "ana ruiz", "name"), False, id="name and description apart"),
    ],
)
def test_phrases_of_one_participant_are_joined(one: Piece, other: Piece, together: bool) -> None:
    assert len(entities([one, other])) == (1 if together else 2)


def test_two_names_of_a_known_group_are_one() -> None:
    names = frozenset({"A group"})
    pieces = [Piece(1, "group", ("ag",), 0.4, actors=names), Piece(5, "group", ("a", "group"), 0.6, actors=names)]
    assert len(entities(pieces)) == 1


def test_a_name_stands_for_a_participant_before_a_description() -> None:
    named = _piece(9, "ana ruiz", "name", 0.3)
    assert standing_for([_piece(1, "mayor", probability=0.9), named]) == named


def _event(sentence: int) -> Event:
    """A killing of which the rules see all, and the model the victim alone."""
    gunmen = Participant(role="perpetrator", kind="individual", text="gunmen", start=0, end=6)
    rifle = Participant(role="weapon", kind="weapon", text="rifle", start=30, end=35)
    mayor = Participant(role="victim", kind="individual", text="mayor", start=18, end=23, effect="killed")
    mention = told(sentence=sentence, agents=(gunmen,), targets=(mayor,), weapons=(rifle,), cast=(mayor,))
    return Event([Told(mention, None, None, None, frozenset(), frozenset())])


@pytest.mark.parametrize(
    ("sentence", "listed"), [(0, {"gunmen", "mayor", "rifle"}), (9, {"mayor", "rifle"})], ids=["lead", "later"]
)
def test_rules_are_heard_where_the_model_sees_no_weapon_or_nobody_in_the_lead(sentence: int, listed: set[str]) -> None:
    assert {participant.text for participant in cast(_event(sentence), {}, is_short=False)} == listed


def test_rules_are_heard_always_in_a_short_report() -> None:
    assert {participant.text for participant in cast(_event(9), {}, is_short=True)} == {"gunmen", "mayor", "rifle"}


@pytest.mark.parametrize(
    ("short", "long", "same"),
    [
        ("paf", "people's army front", True),
        ("aul", "army of the united left", True),
        ("pa", "people's army", False),
        ("xyz", "people's army front", False),
    ],
)
def test_an_acronym_names_what_it_is_short_for(short: str, long: str, *, same: bool) -> None:
    one = Piece(1, "organization", (short,), 0.5)
    other = Piece(9, "organization", plain_words(long), 0.5)
    assert (len(entities([one, other])) == 1) is same


def test_a_name_may_end_before_its_acronym() -> None:
    doc = Doc(
        English().vocab, words=["United", "Left", "Front", "[", "ULF", "]"], heads=[4, 4, 4, 4, 4, 4],
        pos=["PROPN", "PROPN", "PROPN", "PUNCT", "PROPN", "PUNCT"], tags=["NNP", "NNP", "NNP", "-LRB-", "NNP", "-RRB-"],
        deps=["compound", "compound", "compound", "punct", "ROOT", "punct"], lemmas=list("abcdef"),
    )  # fmt: skip
    cuts = find_cuts(Noun(doc[4], 0, 5, "organization", 0))
    assert "United Left Front" in {doc[cut.start : cut.end].text for cut in cuts}


def test_a_weapon_may_stand_before_what_is_done_with_it() -> None:
    doc = Doc(
        English().vocab, words=["A", "dynamite", "attack", "failed"], heads=[2, 2, 3, 3],
        pos=["DET", "NOUN", "NOUN", "VERB"], tags=["DT", "NN", "NN", "VBD"],
        deps=["det", "compound", "nsubj", "ROOT"], lemmas=["a", "dynamite", "attack", "fail"],
    )  # fmt: skip
    assert ("dynamite", "explosive") in {(noun.head.text, noun.kind) for noun in find_nouns(doc)}


def test_whom_a_refused_mention_surely_names_goes_to_the_nearest_one() -> None:
    mayor = Participant(role="victim", kind="individual", text="mayor", start=0, end=5, sureness=0.9)
    clerk = replace(mayor, text="clerk", sureness=0.2)
    far, near, lost = (replace(_event(number).told[0].mention, cast=()) for number in (0, 8, 9))
    kept = articles._with_lost([far, near], [replace(lost, cast=(mayor, clerk))])
    assert [mention.cast for mention in kept] == [(), (mayor,)]
