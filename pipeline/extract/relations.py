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
