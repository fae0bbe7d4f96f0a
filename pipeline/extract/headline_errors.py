"""Words of headlines that the model takes for others: "bomb rips through bus", "four shot at party", "Boy, 16, dies"
(the boy for a call)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.extract.relations import SUBJECTS
from pipeline.extract.tree_edits import make_sentence, take_place
from pipeline.extract.word_kinds import depending, tagged
from pipeline.language.numbers import is_cardinal

if TYPE_CHECKING:
    from spacy.tokens import Doc

#: What a bomb or a vehicle does to what stands in its way, as headlines have it, and what leads to that.
CUTTING = {"crashes": "crash", "rips": "rip", "slams": "slam", "tears": "tear"}
_THROUGH = frozenset({"into", "through"})
#: What leads to where, when or how somebody was shot.
_AROUND = frozenset("after at by during in inside near on outside".split())


def set_right(doc: Doc, words: frozenset[str]) -> None:
    """Mend the tags and the tree of headlines, in place; `words` are those of the text, in small letters."""
    if not words.isdisjoint(CUTTING):
        _cutting_through(doc)
    if "shot" in words:
        _some_shot(doc)
    _aged_at_the_head(doc)
    if "as" in words:
        _killed_as(doc)


def _killed_as(doc: Doc) -> None:
    """Make a clause of its own of what comes behind "as": in "five killed as bomb hits bus" the model lets the five hit
    the bus."""
    for verb in depending(doc, "acl", tag="VBN"):
        noun, hitting = verb.head, verb.head.head
        if noun.dep_ not in SUBJECTS or hitting.tag_ not in ("VBD", "VBP", "VBZ"):
            continue
        link = verb.nbor(1) if verb.i + 1 < len(doc) else verb
        others = [child for child in hitting.lefts if child.dep_ in SUBJECTS and child.i > verb.i]
        if link.lower_ != "as" or not others or noun.i > verb.i or hitting.dep_ != "ROOT":
            continue
        make_sentence(verb, noun, relation="nsubjpass")
        hitting.head, hitting.dep_ = verb, "advcl"
        link.head, link.dep_ = hitting, "mark"


def _aged_at_the_head(doc: Doc) -> None:
    """Give "Boy, 16, dies after a raid" its subject, which the model takes for a call, and his age for who dies."""
    for person in tagged(doc, "UH"):
        if not person.is_sent_start or person.i + 3 >= len(doc):
            continue
        comma, age, behind = (doc[person.i + step] for step in (1, 2, 3))
        if comma.text == "," == behind.text and age.tag_ == "CD" and age.dep_ in SUBJECTS:
            take_place(person, age)
            person.pos_, person.tag_ = "NOUN", "NN"
            age.head, age.dep_ = person, "appos"


def _cutting_through(doc: Doc) -> None:
    """Give "three killed as bomb rips through bus" its second verb, which the model takes for "bomb rips"."""
    for noun in doc[1:-1]:
        if noun.lower_ not in CUTTING or noun.tag_ != "NNS" or noun.nbor(1).lower_ not in _THROUGH:
            continue
        subject, leading = noun.nbor(-1), noun.head
        if subject.head != noun or subject.dep_ not in ("compound", "nmod"):
            continue
        noun.pos_, noun.tag_, noun.lemma_ = "VERB", "VBZ", CUTTING[noun.lower_]
        for child in [child for child in noun.lefts if child != subject]:
            child.head = subject
        subject.dep_ = "nsubj"
        noun.nbor(1).head = noun
        if noun.dep_ == "pobj" and leading.lower_ == "as":
            noun.head, noun.dep_ = leading.head, "advcl"
            leading.head, leading.dep_ = noun, "mark"


def _some_shot(doc: Doc) -> None:
    """Give "four shot at party in Lyon" its verb, which the model takes for "four shot"."""
    for shot in doc[1:-1]:
        number = shot.nbor(-1)
        if shot.lower_ != "shot" or shot.pos_ not in ("NOUN", "PROPN") or shot.dep_ != "ROOT":
            continue
        is_counted = number.is_sent_start and (number.like_num or is_cardinal(number.lower_))
        if is_counted and shot.nbor(1).lower_ in _AROUND and not any(word.pos_ == "VERB" for word in shot.sent):
            shot.pos_, shot.tag_, shot.lemma_ = "VERB", "VBN", "shoot"
            number.pos_, number.tag_, number.dep_ = "NUM", "CD", "nsubjpass"
