"""The place at the head of a sentence whose country the model takes for whoever acts, set right in the parsed text."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from pipeline.extract.nouns import PERSONAL, categories
from pipeline.extract.relations import SUBJECTS
from pipeline.reference.countries import country_names

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

#: How a place at the head of a sentence is led in.
_LEADING = frozenset({"At", "In", "Near", "Outside"})
#: Tokens of the longest place, "Tanganyika's Nyunzu territory", and of the longest name of a country.
_PLACE_TOKENS, _COUNTRY_TOKENS = 6, 6
#: Tokens of the longest name before those who act: "San Vicente del Caguan".
_NAME_TOKENS = 4


def set_right(doc: Doc) -> None:
    """Give "In Puno department, Peru, guerrillas killed a judge" its doers, whom the model takes for the country's."""
    for lead in doc[:-4]:
        if lead.text not in _LEADING:
            continue
        first = _next_comma(lead, _PLACE_TOKENS)
        last = _next_comma(first, _COUNTRY_TOKENS) if first is not None else None
        if first is None or last is None or last.i + 1 >= lead.sent.end:
            continue
        place, country = doc[lead.i + 1 : first.i], doc[first.i + 1 : last.i]
        is_country = country.text.lower() in country_names() and place.text.lower() not in country_names()
        if not is_country or not any(token.text[:1].isupper() for token in place):
            continue
        doer = _doer_behind(last)
        if doer is not None:
            _part(lead, place.root, country.root, doer)


def without_a_comma(doc: Doc) -> None:
    """Give "In Mosul gunmen killed six" its place, whose name the model takes for whose gunmen they are."""
    for lead in doc[:-3]:
        if lead.text not in _LEADING or not lead.is_sent_start or any(lead.children):
            continue
        names = list(takewhile(lambda word: word.tag_ == "NNP", doc[lead.i + 1 : lead.i + 1 + _NAME_TOKENS]))
        doer = names[-1].head if names else lead
        is_led = doer.dep_ in SUBJECTS and doer.head == lead.head and doer.tag_ in ("NN", "NNS")
        if is_led and all(name.dep_ == "compound" and name.head in (doer, *names) for name in names):
            names[-1].head, names[-1].dep_ = lead, "pobj"
            for name in names[:-1]:
                name.head = names[-1]


def _next_comma(token: Token, farthest: int) -> Token | None:
    """The comma within some tokens of one, in its sentence; None if there is none."""
    return next((word for word in token.doc[token.i + 1 : token.i + 1 + farthest] if word.text == ","), None)


def _doer_behind(comma: Token) -> Token | None:
    """The people between a comma and the first verb of what was done; None where others stand there."""
    doc = comma.doc
    for word in doc[comma.i + 1 : comma.sent.end]:
        if word.pos_ == "VERB" and word.tag_ in ("VBD", "VBN") and word.dep_ != "amod":
            before = word.nbor(-1)
            return None if before == comma else _first_noun(comma, word)
        if word.is_punct:
            return None
    return None


def _first_noun(comma: Token, verb: Token) -> Token | None:
    """The first noun for people between a comma and a verb: the police of "police and soldiers killed"."""
    nouns = [word for word in verb.doc[comma.i + 1 : verb.i] if word.pos_ in ("NOUN", "PROPN")]
    return next((noun for noun in nouns if PERSONAL & categories(noun) and noun.dep_ != "compound"), None)


def _part(lead: Token, place: Token, country: Token, doer: Token) -> None:
    """Hang the country on the place, and the doer on the verb that has the country, or nobody, for its subject."""
    verb = next((above for above in doer.ancestors if above.pos_ == "VERB" and above.i > doer.i), None)
    if verb is None or country.head.i == lead.i or doer.head in doer.doc[doer.i : verb.i]:
        return
    is_own = doer.dep_ in SUBJECTS and doer.head == verb
    dep = country.dep_ if country.head == verb and country.dep_ in SUBJECTS else "nsubj"
    if not is_own and doer.head not in (country, lead):
        return
    if lead.head == verb:
        lead.dep_, lead.pos_, lead.tag_ = "prep", "ADP", "IN"
        place.head, place.dep_ = lead, "pobj"
    country.head, country.dep_ = place, "appos"
    if not is_own:
        doer.head, doer.dep_ = verb, dep
