"""Where the model takes the verb of a sentence for what is said of its object: set right in the parsed text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.extract.relations import SUBJECTS
from pipeline.extract.tree_edits import make_sentence, take_place
from pipeline.extract.word_kinds import depending

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_PAST = frozenset({"VBD", "VBN"})
#: What people do who are on the move and can be nobody's object: to flee soldiers loots nothing.
_ON_THE_MOVE = frozenset("advancing fleeing marauding rampaging retreating returning withdrawing".split())
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
        for child in [*noun.children, *(result.children if result is not None else ())]:
            if child in (verb, noun) or (result is not None and child.head == result and child.i > result.i):
                continue
            if child.i < subject.left_edge.i or child.i > noun.i:
                child.head = verb
                child.dep_ = "advcl" if child.dep_ == "acl" and child.tag_ == "VBG" else child.dep_
        take_place(verb, top)
        if result is not None:
            result.head, result.dep_ = verb, "advcl"
        verb.tag_, verb.pos_ = "VBD", "VERB"
        noun.head, noun.dep_ = verb, "dobj"
        subject.dep_ = "nsubj"


def participles_behind_nouns(doc: Doc) -> None:
    """Make participles of the past forms behind a comma that describe a noun: "eleven soldiers, shot in the head" shot
    nobody."""
    for token in depending(doc, "acl", tag="VBD"):
        is_apart = token.i > 0 and token.nbor(-1).text == ","
        if is_apart and not any(child.dep_ in ("dobj", *SUBJECTS) for child in token.children):
            token.tag_ = "VBN"


def what_a_military_did(doc: Doc) -> None:
    """Give "Sudan's military seized power" its verb: for the model power is the country's, military and seized."""
    for verb in depending(doc, "amod"):
        military, object_of = verb.nbor(-1) if verb.i else verb, verb.head
        is_so = military.lower_ == "military" and military.dep_ == "amod" and military.head == object_of
        if not is_so or verb.tag_ not in _PAST or object_of.i != verb.i + 1:
            continue
        if object_of.dep_ not in ("ROOT", "ccomp", "conj"):
            continue
        for child in [child for child in object_of.children if child not in (verb, military)]:
            child.head = military if child.i < military.i else verb
            child.dep_ = "advcl" if child.dep_ == "acl" and child.tag_ == "VBG" else child.dep_
        take_place(verb, object_of)
        verb.tag_, verb.pos_ = "VBD", "VERB"
        military.head, military.dep_, military.pos_, military.tag_ = verb, "nsubj", "NOUN", "NN"
        object_of.head, object_of.dep_ = verb, "dobj"


def set_fire_to(doc: Doc) -> None:
    """Give "a crowd of about 2,000 set fire to a house" its verb, in which the model sees a set fire."""
    for fire in doc[1:-1]:
        verb, people = fire.nbor(-1), fire.sent.root
        if fire.lower_ != "fire" or verb.lower_ != "set" or fire.nbor(1).lower_ != "to" or verb.head != fire:
            continue
        if people.pos_ not in ("NOUN", "PROPN") or people.i > verb.i or verb.dep_ not in ("amod", "compound", "nmod"):
            continue
        for child in [child for child in (*people.children, *fire.children) if child.i > fire.i]:
            child.head = verb
        verb.tag_, verb.pos_, verb.lemma_ = "VBD", "VERB", "set"
        make_sentence(verb, people)
        fire.head, fire.dep_ = verb, "dobj"


def fleeing_people(doc: Doc) -> None:
    """Give "Fleeing soldiers looted homes" its subject, which the model takes for those from whom somebody flees."""
    for gerund in depending(doc, "csubj"):
        verb = gerund.head
        people = next((child for child in gerund.rights if child.dep_ == "dobj"), None)
        is_first = gerund.lower_ in _ON_THE_MOVE and gerund.is_sent_start and people is not None
        if not is_first or people is None or people.tag_ != "NNS" or people.right_edge.i + 1 != verb.i:
            continue
        people.head, people.dep_ = verb, "nsubj"
        gerund.head, gerund.dep_, gerund.pos_ = people, "amod", "ADJ"


def gang_raped(doc: Doc) -> None:
    """Give "soldiers gang-raped two women" its verb, which the model splits and takes for what the women are."""
    for verb in depending(doc, "amod"):
        women = verb.head
        is_so = verb.lower_ == "raped" and verb.i > 2 and verb.nbor(-1).text == "-" and verb.nbor(-2).lower_ == "gang"
        doers = women.head
        if is_so and women.dep_ == "ROOT":
            _give_to_those_before(verb, women)
            continue
        if not is_so or women.dep_ != "dobj" or doers.dep_ != "ROOT" or doers.pos_ not in ("NOUN", "PROPN"):
            continue
        for child in [child for child in doers.children if child.i > verb.i]:
            child.head = verb
        make_sentence(verb, doers)
        verb.tag_, verb.pos_ = "VBD", "VERB"
        women.head, women.dep_ = verb, "dobj"


def _give_to_those_before(verb: Token, women: Token) -> None:
    """Make "rebels gang-raped 14 women" a sentence about the rebels, whom the model takes for what the women are."""
    first = verb.nbor(-2).i
    doers = next((child for child in women.lefts if child.i == first - 1 and child.pos_ in ("NOUN", "PROPN")), None)
    if doers is None:
        return
    for child in [child for child in women.children if child.i < first or child.i > women.i]:
        is_theirs = child.i < doers.i and child.dep_ in _NAMING | {"amod", "det", "nummod"}
        child.head = doers if is_theirs else verb
    make_sentence(verb, doers)
    verb.tag_, verb.pos_ = "VBD", "VERB"
    women.head, women.dep_ = verb, "dobj"


def were_slain(doc: Doc) -> None:
    """Make a passive of "three rebels were slain and one was wounded", whose verb the model takes for what they are."""
    for slain in depending(doc, "acomp"):
        were = slain.head
        if slain.lower_ != "slain" or were.lemma_ != "be":
            continue
        for child in [child for child in were.children if child != slain]:
            child.head = slain
            child.dep_ = "nsubjpass" if child.dep_ == "nsubj" else child.dep_
        take_place(slain, were)
        were.head, were.dep_ = slain, "auxpass"
        slain.tag_, slain.pos_, slain.lemma_ = "VBN", "VERB", "slay"


def after_a_place(doc: Doc) -> None:
    """Give "Gharyan, Libya: army aircraft struck a clinic" its doer, which the model takes for what the town is."""
    for noun in depending(doc, "appos"):
        place = noun.head
        verb = place.head
        colon = noun.left_edge.nbor(-1) if noun.left_edge.i > noun.sent.start else noun
        is_so = colon.text == ":" and place.dep_ == "nsubj" and place.i < colon.i and verb.pos_ == "VERB"
        if not is_so or place.pos_ != "PROPN" or verb.i < noun.i:
            continue
        noun.head, noun.dep_ = verb, "nsubj"
        place.dep_ = "npadvmod"


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


def set_upon(doc: Doc) -> None:
    """Give "a crowd set upon the driver" its verb, for the model a participle of the crowd."""
    for verb in depending(doc, "acl"):
        follows = verb.i + 1 < len(doc) and verb.nbor(1).lower_ == "upon"
        if verb.lower_ == "set" and follows and verb.head.dep_ == "ROOT" and verb.head.pos_ in ("NOUN", "PROPN"):
            make_sentence(verb, verb.head)
            verb.tag_ = "VBD"
