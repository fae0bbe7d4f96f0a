"""Aircraft that come down, which strike nobody by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.extract.arguments import is_passive, subjects, verb_patients
from pipeline.extract.nouns import categories, lemma
from pipeline.extract.pronouns import meant

if TYPE_CHECKING:
    from spacy.tokens import Token

#: How aircraft come down.
_FALLING = frozenset({"come", "crash", "fall", "go", "plummet", "plunge"})


def fallen_of(verb: Token) -> list[Token]:
    """The aircraft of whose fall a verb tells what came: "a helicopter crashed, killing its pilots", "a jet was hit by
    fire, wounding two". Drones are made to come down on people.
    """
    above = verb.head
    is_hit = is_passive(above)
    if verb.dep_ not in ("advcl", "conj") or verb.tag_ != "VBG" or not (is_hit or lemma(above) in _FALLING):
        return []
    fallen = [*map(meant, verb_patients(above) if is_hit else subjects(above))]
    return [noun for noun in fallen if "aircraft" in categories(noun) and "drone" not in categories(noun)]
