"""What people wore or had on them, taken for what they did: set right in the parsed text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.extract.relations import SUBJECTS
from pipeline.extract.tree_edits import make_sentence, take_place

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

#: How somebody is made out to be somebody else, or what he has on him.
GUISES = frozenset({"armed", "clad", "disguised", "dressed", "masquerading", "posing", "wearing"})


def disguised(doc: Doc) -> None:
    """Give "a gunman dressed as a policeman shot dead ten" its verb, which the model gives to the policeman."""
    for shot in doc:
        mark = next((child for child in shot.lefts if child.dep_ == "mark" and child.lower_ in ("as", "like")), None)
        if shot.tag_ == "VBD" and shot.dep_ in ("advcl", "ccomp") and mark is not None:
            _undress(shot, mark)
        if shot.dep_ != "acl" or shot.tag_ not in ("VBD", "VBN"):
            continue
        guise = shot.head
        clothed = (
            guise.head.head if guise.dep_ == "pobj" and guise.head.lower_ in ("as", "in", "like", "with") else None
        )
        if clothed is None or clothed.lower_ not in GUISES or clothed.dep_ != "acl":
            continue
        doer = clothed.head
        if doer.head != doer or not any(child.i > shot.i for child in shot.subtree):
            continue
        for child in [*guise.children, *clothed.children, *doer.children]:
            if child.i > shot.i:
                child.head = shot
        take_place(shot, doer)
        shot.tag_, shot.pos_ = "VBD", "VERB"
        doer.head, doer.dep_ = shot, "nsubj"


def _undress(verb: Token, mark: Token) -> None:
    """Give "gunmen dressed as policemen dragged five from a car" its verb, which the model takes for a clause of how
    they were dressed."""
    clothed = verb.head
    guise = next((child for child in verb.lefts if child.dep_ in SUBJECTS), None)
    if guise is None or clothed.lower_ not in GUISES or clothed.i + 1 != mark.i:
        return
    if clothed.dep_ == "ROOT":
        is_undressed = _undress_root(verb, clothed)
    else:
        is_undressed = clothed.dep_ == "acl"
        if is_undressed:
            doer = clothed.head
            take_place(verb, doer)
            doer.head, doer.dep_ = verb, "nsubj"
    if is_undressed:
        mark.head, mark.dep_ = clothed, "prep"
        guise.head, guise.dep_ = mark, "pobj"


def _undress_root(verb: Token, clothed: Token) -> bool:
    """The same where it takes how they were dressed for what they did: "gunmen disguised as police attacked a ward"."""
    doer = next((child for child in clothed.lefts if child.dep_ == "nsubj" and child.i == clothed.i - 1), None)
    if doer is None:
        return False
    for child in list(clothed.children):
        if child.i > verb.i or child.i < doer.left_edge.i:
            child.head = verb
    make_sentence(verb, doer)
    clothed.head, clothed.dep_ = doer, "acl"
    return True
