"""Where the model takes the verb of a sentence for what is said of its object: set right in the parsed text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.extract.word_kinds import depending

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_PAST = frozenset({"VBD", "VBN"})
_NAMING = frozenset({"compound", "nmod", "npadvmod", "nsubj"})


def verbs_of_objects(doc: Doc) -> None:
    """Give "a car bomb targeted soldiers, killing five" its verb: the model makes of it soldiers who kill, targeted by
    a bomb. No participle before a noun has a subject of its own."""
    for verb in depending(doc, "amod"):
        noun = verb.head
        _leave_article(verb, noun)
        subject = next((child for child in verb.lefts if child.dep_ in ("nsubj", "npadvmod")), None)
        if verb.tag_ not in _PAST or subject is None or noun.i < verb.i or subject.right_edge.i + 1 != verb.i:
            continue
        if subject.dep_ == "npadvmod" and not any(child.dep_ == "det" for child in subject.lefts):
            continue  # "Taliban-controlled districts"
        result = noun.head if noun.dep_ == "nsubj" else None
        if result is not None and not (result.dep_ == "ROOT" and result.tag_ == "VBG" and _has_no_auxiliary(result)):
            continue
        if result is None and noun.dep_ not in ("ROOT", "ccomp", "conj"):
            continue
        top = noun if result is None else result
        above, dep = (verb if top.head == top else top.head), top.dep_
        for child in [*noun.children, *(result.children if result is not None else ())]:
            if child in (verb, noun) or (result is not None and child.head == result and child.i > result.i):
                continue
            if child.i < subject.left_edge.i or child.i > noun.i:
                child.head = verb
                child.dep_ = "advcl" if child.dep_ == "acl" and child.tag_ == "VBG" else child.dep_
        if result is not None:
            result.head, result.dep_ = verb, "advcl"
        verb.head, verb.dep_, verb.tag_, verb.pos_ = above, dep, "VBD", "VERB"
        noun.head, noun.dep_ = verb, "dobj"
        subject.dep_ = "nsubj"


def _leave_article(verb: Token, noun: Token) -> None:
    """Give "an airstrike targeted insurgents" its article back: many insurgents have none of their own."""
    before = verb.nbor(-1) if verb.i > verb.sent.start else verb
    article = next((child for child in (*noun.lefts, *before.lefts) if child.lower_ in ("a", "an")), None)
    if noun.tag_ != "NNS" or article is None or before.head not in (noun, verb) or before.dep_ not in _NAMING:
        return
    for word in [child for child in noun.lefts if child.i < before.i]:
        word.head = before
    before.head, before.dep_ = verb, "nsubj"


def _has_no_auxiliary(verb: Token) -> bool:
    return not any(child.dep_ in ("aux", "auxpass") for child in verb.children)
