"""Relations of the dependency parse that several readers of a sentence ask for."""

from __future__ import annotations

#: A noun is the subject of a verb, in the active or the passive.
SUBJECTS = frozenset({"nsubj", "nsubjpass"})
