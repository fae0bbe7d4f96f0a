"""Relations of the dependency parse that several readers of a sentence ask for."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Token

#: A noun is the subject of a verb, in the active or the passive.
SUBJECTS = frozenset({"nsubj", "nsubjpass"})
#: Words above one in which "since" is looked for.
_NEAR = 4


def is_compared(token: Token) -> bool:
    """Is a place or a time that of what something is compared with? "The deadliest attack since the siege of A", "the
    worst day since the May coup"."""
    above = islice((token, *token.ancestors), 1, _NEAR + 1)
    return any(word.dep_ == "prep" and word.lower_ == "since" for word in above)


def looks_back_to(token: Token) -> bool:
    """Is a time that from which a superlative counts: "the largest march since 2011", "the first strike since May"?"""
    since = token.head
    if since.lower_ != "since":
        return False
    return any(word.tag_ in ("JJS", "RBS") or word.lower_ == "first" for word in (since.head, *since.head.lefts))


def subject_and_carrier(verb: Token) -> tuple[Token | None, Token]:
    """The subject of a verb, None where it has none, and the verb of its coordination that carries it: "gangs attack
    traders and rob them" for both verbs."""
    while True:
        found = next((child for child in verb.children if child.dep_ in SUBJECTS), None)
        if found is not None or verb.dep_ != "conj" or verb.head.pos_ != "VERB":
            return found, verb
        verb = verb.head
