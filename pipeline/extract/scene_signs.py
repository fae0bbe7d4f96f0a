"""What shows that a place name tells where a mention happened, and what shows that it says something else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.extract.arguments import comes_under, prepositional
from pipeline.extract.draft import Draft
from pipeline.extract.nouns import lemma
from pipeline.extract.place_contexts import GOALS, is_along_road
from pipeline.extract.relations import is_compared
from pipeline.extract.voices import says_seat
from pipeline.extract.word_sets import word_set
from pipeline.reference import countries

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

_PLACE_WORDS = word_set("place_words")
#: Verbs of which the goal is a scene: "protests spread to Gao", "they marched to Lalibela".
_REACHING_VERBS = word_set("reaching_verbs")
#: What ends the clause before.
_CLAUSE_MARKS = frozenset({",", ";", ":", "--", "—", "–", '"', "”"})
#: What a name may stand before in one noun phrase.
_NOMINAL = frozenset({"ADJ", "NOUN", "PART", "PROPN"})
_REPORTING_VERBS = word_set("reporting_verbs")
#: Classes of what strikes far from those who fire it.
_FAR = frozenset({"air_strike", "shelling"})
#: What leads to what is fired at.
_AIMED = frozenset({"at", "into", "on", "toward", "towards"})
#: Verbs of what is fired from afar.
_FIRING = frozenset({"fire", "launch", "lob", "shoot"})
#: Words for where a person is from.
_AT_HOME = frozenset({"native", "resident"})
#: What groups and their leaders do in a place.
_OPERATING = frozenset({"operate"})
#: What leads to where somebody is.
_WHERE = frozenset({"at", "in"})
#: What leads to what people protest about.
_ABOUT = frozenset({"about", "against", "over"})


def tells_where(token: Token, draft: Draft) -> bool:
    """False for a place name that acts or that only modifies a noun: "Iraq said", "the US embassy"."""
    first = token.head if token.dep_ == "conj" and token.head.pos_ == "PROPN" else token  # "Iraq and Iran said"
    is_subject = first.dep_ in ("nsubj", "nsubjpass") and first.head.i not in {t.token.i for t in draft.triggers}
    if is_subject and not comes_under(first.head):
        return False
    if token.head.dep_ == "prep" and says_seat(token.head.head):
        return False  # "Al Shabaab, based in Somalia, said"
    if is_compared(token) or _is_in_compound(token) or (_is_origin(token) and not _is_taken_from(token, draft)):
        return False
    if token.dep_ in ("compound", "amod", "nmod") and token.head.pos_ in ("NOUN", "PROPN"):
        head = token.head
        if head.pos_ == "PROPN" and any(child.dep_ == "cc" for child in token.children):
            return True  # "in Bokkos and Barkin Ladi", with the first taken for a part of the second
        return (
            head.i in {t.token.i for t in draft.triggers}
            or head.lower_ in _PLACE_WORDS
            or head.ent_type_ in ("GPE", "LOC", "FAC")
        )
    return True


def is_of_a_plan(place: Token, draft: Draft) -> bool:
    """Is a place only what a protest is about: "protests began over a plan to expand the capital"?"""
    if draft.head.kind != "protest":
        return False
    above = list(place.ancestors)
    is_planned = any(word.tag_ == "VB" and word.dep_ == "acl" for word in above)
    return is_planned and any(word.dep_ == "prep" and word.lower_ in _ABOUT for word in above)


def is_of_shooters(place: Token, draft: Draft) -> bool:
    """Does a place tell where those are who fire at another: "militants in Gaza launched rockets at Ashkelon", "rebels
    stationed in Saada, Yemen, fired a missile at Jeddah"?"""
    if _FAR.isdisjoint(trigger.kind for trigger in draft.triggers):
        return False
    is_behind = place.dep_ == "pobj" or (place.dep_ == "appos" and place.head.dep_ == "pobj")
    return is_behind and any(doer.is_ancestor(place) for doer, _ in draft.agents)


def is_launch_site(place: Token, draft: Draft) -> bool:
    """Does a place tell from where that was fired which struck people somewhere else: "a rocket fired from Gaza wounded
    six"?"""
    if not draft.counts or _FAR.isdisjoint(trigger.kind for trigger in draft.triggers):
        return False
    return place.dep_ == "pobj" and place.head.lower_ == "from" and lemma(place.head.head) in _FIRING


def is_target(place: Token, draft: Draft) -> bool:
    """Is a place what is fired at from afar: "fired a missile at Jeddah"?"""
    return any(
        noun == place
        for trigger in draft.triggers
        if trigger.kind in _FAR
        for _, noun in prepositional(trigger.token, _AIMED)
    )


#: Verbs of where somebody has his home.
_LIVING = frozenset({"live", "reside", "spend"})


def is_home(root: Token) -> bool:
    """Does a place only say, beside a person, where he is from: "Sepoy Imran (a resident of Kohat)", "a trader who
    lives in Goma"?"""
    living = root.head.head
    while living.dep_ in ("dobj", "prep", "pobj") and living.pos_ != "VERB":
        living = living.head  # "who spends most of his time in Miami"
    clause = living.head if living.dep_ == "conj" else living
    if living.tag_ == "VBZ" and lemma(living) in _LIVING and clause.dep_ == "relcl":
        return True
    who = root.head.head if root.head.lower_ in ("from", "of") else root
    first = who.left_edge
    is_person = lemma(who) in _AT_HOME and who.tag_ == "NN"
    return is_person and first.i > who.sent.start and first.nbor(-1).text in (",", "(")


def is_mayors(root: Token) -> bool:
    """Is a place the town of whose mayor something is told, who may be elsewhere: "the mayor of A was shot in B"?"""
    return root.dep_ == "pobj" and root.head.lower_ == "of" and lemma(root.head.head) == "mayor"


def is_speakers(span: Span) -> bool:
    """Does a place belong to whoever speaks: "..., a doctor at a hospital in A said", "..., B's council said"?"""
    doc, sent = span.doc, span.sent
    verb = next((t for t in doc[span.end : sent.end] if t.pos_ not in _NOMINAL), None)
    if verb is None or verb.pos_ != "VERB" or lemma(verb) not in _REPORTING_VERBS:
        return False
    # The parser takes the speaker for one of those struck, now and then: no verb stands between him and the comma.
    for token in reversed(doc[sent.start : span.start]):
        if token.text in _CLAUSE_MARKS:
            return True
        if token.pos_ in ("VERB", "AUX"):
            return False
    return True


def is_where_told(place: Token) -> bool:
    """Does a place say where those are who tell of a deed: "according to sources in A", "police in A said"? That is
    where it happened only if no other place is told."""
    teller = place.head.head if place.dep_ == "pobj" and place.head.lower_ in _WHERE else None
    if teller is None or teller.pos_ not in ("NOUN", "PROPN"):
        return False
    if teller.dep_ == "nsubj":
        return lemma(teller.head) in _REPORTING_VERBS
    to = teller.head
    return bool(teller.dep_ == "pobj" and to.lower_ == "to" and to.head.lower_ == "according")


def is_beat(place: Token) -> bool:
    """Is a place that of somebody's doings: "in pursuit of a commander operating in Khost"?"""
    return any(word.tag_ == "VBG" and lemma(word) in _OPERATING for word in place.ancestors)


def is_reached(token: Token) -> bool:
    """Does what happens go on where it goes to: "marched to A", "at an entrance to A", not "driven back to A"?"""
    way = next((above for above in token.ancestors if above.dep_ == "prep" and above.lower_ in GOALS), None)
    if way is None or (way.lower_ in ("from", "to") and way.head.pos_ in ("NOUN", "PROPN")):
        return True
    verb = next((above for above in token.ancestors if above.pos_ == "VERB"), None)
    return verb is None or lemma(verb) in _REACHING_VERBS


def is_where(place: Token, draft: Draft) -> bool:
    """ "Went to Gao, where gunmen killed 70": does a clause with "where" about a place tell the mention?"""
    verb = draft.head.token
    is_there = verb.dep_ == "relcl" and any(child.lower_ == "where" for child in verb.lefts)
    return is_there and (verb.head == place or verb.head == place.head)


def _is_in_compound(token: Token) -> bool:
    """ "Ankara-backed rebels", "the Tobruk-based parliament": a place that tells whose somebody is."""
    after = token.doc[token.i + 1 : token.i + 3]
    return len(after) == 2 and after[0].text == "-" and after[1].tag_ in ("VBN", "VBD", "JJ")


def _is_taken_from(token: Token, draft: Draft) -> bool:
    """ "Bandits abducted 12 villagers from Zurmi": where people were taken is where it happened, a country apart."""
    verbs = {t.token.i for t in draft.triggers if t.kind == "abduct" and t.token.pos_ == "VERB"}
    taken = token.head.head
    return taken.dep_ == "dobj" and taken.head.i in verbs and countries.find_country(token.text) is None


def _is_origin(token: Token) -> bool:
    """ "Passengers from A", "most of them from A": where people come from."""
    how = token.head
    if token.dep_ != "pobj" or how.lower_ != "from" or how.i == 0 or is_along_road(token.doc, how.i):
        return False
    return how.head.pos_ in ("ADJ", "NOUN", "NUM", "PRON") or how.nbor(-1).pos_ == "PRON"
