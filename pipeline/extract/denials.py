"""What did not happen: nobody did it, nobody was harmed, it never was, or others say so."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.extract.nouns import lemma
from pipeline.extract.relations import SUBJECTS
from pipeline.extract.tales import SO

if TYPE_CHECKING:
    from spacy.tokens import Token

_PARTY_RELATIONS = ("dobj", "nsubj", "nsubjpass")
_CLAUSES = frozenset({"acl", "appos", "conj", "pobj", "relcl"})
#: "No fewer than ten" denies nothing.
_COMPARING = frozenset("fewer less more".split())
#: What there is none of where a thing never was: "at no time", "under no circumstances".
_OCCASIONS = frozenset("circumstance mean moment occasion point stage time way".split())
#: How what nobody vouches for is told, and words by which it is denied.
_AT_SECOND_HAND = frozenset({"allegedly", "reported", "reportedly", "rumored", "rumoured", "supposedly"})
_DENYING = frozenset({"denied", "denies", "deny", "denying", "dismissed"})
#: Relations of the words between "without" and what did not happen.
CARRIED_IN = frozenset({"acl", "dobj", "nsubj", "nsubjpass", "pcomp", "pobj"})


def at_no_time(preposition: Token) -> Token | None:
    """ "At no time did soldiers shoot", "under no circumstances"."""
    nouns = [child for child in preposition.rights if child.dep_ == "pobj" and lemma(child) in _OCCASIONS]
    return next((word for noun in nouns for word in noun.lefts if word.lower_ == "no"), None)


def denied(verb: Token) -> tuple[str, Token] | None:
    """ "Nobody was hurt", "neither side fired": by whom it was not done, or to whom."""
    party = _denied_party(verb)
    return None if party is None else ("negated", party)


def _denied_party(verb: Token) -> Token | None:
    """The word by which nobody did it or nobody was harmed: "nobody was hurt", "no women or children were detained"."""
    parties = [child for child in verb.children if child.dep_ in _PARTY_RELATIONS]
    if verb.dep_ == "acl" and verb.tag_ == "VBN" and not any(child.dep_ == "auxpass" for child in verb.lefts):
        parties.append(verb.head)  # "there were no shots fired"
    above = verb
    while above.dep_ == "conj" and above.head.pos_ == "VERB" and not any(c.dep_ in SUBJECTS for c in above.children):
        above = above.head
    if above is not verb:
        parties += [child for child in above.children if child.dep_ in SUBJECTS]
    for party in parties:
        if party.lower_ in ("nobody", "none", "no-one", "nothing"):
            return party
        neither = next((child for child in party.lefts if child.lower_ == "neither"), None)
        if neither is not None:
            return neither  # "neither the army nor the rebels fired a shot"
        first = party.left_edge
        # "No Afghan or coalition troops": the parser hangs the "no" on the first of two modifiers.
        is_its = party in (first.head, first.head.head) and first.head.dep_ not in _CLAUSES
        if first.lower_ == "no" and is_its and party.doc[first.i + 1].lower_ not in _COMPARING:
            return first
    return None


def without(trigger: Token) -> tuple[str, Token] | None:
    """ "Entered the town without a shot being fired", "instead of shelling it", "rather than attack": what did not
    happen."""
    for word in (trigger, *trigger.ancestors):
        if word.dep_ in ("pobj", "pcomp") and (word.head.lower_ == "without" or _is_instead_of(word.head)):
            return "negated", word.head
        than = next((child for child in word.lefts if child.lower_ == "than"), None)
        if than is not None and than.i and word.pos_ == "VERB" and than.nbor(-1).lower_ == "rather":
            return "negated", than  # "rather than attack the post, they rode past it"
        if word.dep_ not in CARRIED_IN and not (word.dep_ == "conj" and word.tag_ == word.head.tag_ == "VBG"):
            break
    return None


def _is_instead_of(link: Token) -> bool:
    return link.lower_ == "of" and bool(link.i) and str(link.nbor(-1).lower_) == "instead"


def never_was(clause: Token) -> Iterator[Token]:
    """ "An attack that never was", "that did not take place"."""
    is_of_being = clause.lemma_ in ("be", "happen", "occur") or (
        clause.lemma_ in ("come", "take") and any(c.lower_ in ("about", "place") for c in clause.rights)
    )
    is_bare_being = clause.lemma_ != "be" or not any(c.dep_ in ("acomp", "attr", "prep") for c in clause.rights)
    yield from (c for c in clause.lefts if is_of_being and is_bare_being and (c.dep_ == "neg" or c.lower_ == "never"))


def denied_report(trigger: Token) -> tuple[str, Token] | None:
    """ "Herdsmen reportedly attacked a village; police said no such raid had taken place": told at second hand, and
    denied."""
    words = [token.lower_ for token in trigger.sent]
    told = next((token for token in trigger.sent if token.lower_ in _AT_SECOND_HAND), None)
    is_denied = not _DENYING.isdisjoint(words) or ("no", "such") in pairwise(words)
    if told is not None and is_denied:
        return "rumour", told
    return next((("negated", word) for word in trigger.sent if word.i > trigger.i and _is_not_so(word)), None)


def _is_not_so(word: Token) -> bool:
    """ "But it was not so", "that is not true": said of all that stands before."""
    is_of_all = any(child.dep_ == "nsubj" and child.lower_ in ("it", "that", "this") for child in word.lefts)
    is_denied = any(child.dep_ == "neg" for child in word.children) and word.lemma_ == "be"
    said = [child for child in word.rights if child.dep_ in ("acomp", "advmod", "attr")]
    return is_of_all and is_denied and word.dep_ in ("ROOT", "conj") and any(child.lower_ in SO for child in said)
