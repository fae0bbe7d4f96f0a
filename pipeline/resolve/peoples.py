"""Peoples and communities that a phrase names, whose armed men are told by their name."""

from __future__ import annotations

import re

from pipeline.language.numbers import parse_number
from pipeline.language.word_sets import word_set
from pipeline.reference import actors as actor_table
from pipeline.reference import countries
from pipeline.resolve.resolved_actors import plain
from pipeline.resolve.toll_parts import VAGUE_NUMBERS

_NOT_ETHNIC = word_set("pipeline.resolve", "not_ethnic")


def peoples_of(text: str) -> list[str]:
    """The communities of a phrase that the table knows for their militias, folded: "Lou Nuer and Murle youths"."""
    words = [word for word in re.split(r"[^\w'-]+", text) if word]
    found: list[str] = []
    index = 0
    while index < len(words):
        for size in (3, 2, 1):
            people = actor_table.fold(" ".join(words[index : index + size]))
            if words[index][:1].isupper() and people in actor_table.peoples():
                found.append(people)
                index += size - 1
                break
        index += 1
    return list(dict.fromkeys(found))


def unlisted_people(text: str) -> str | None:
    """The people's name before "herdsmen", "tribesmen", where the table does not know it: "Beni Amer"."""
    name: list[str] = []
    for word in re.split(r"[^\w'-]+", text):
        is_of_name = (
            word[:1].isupper()
            and word.lower() not in _NOT_ETHNIC
            and countries.find_country(word) is None
            and actor_table.role_of(word.lower()) is None
            and parse_number(word.lower()) is None
            and word.lower() not in VAGUE_NUMBERS
        )
        if is_of_name:
            name.append(plain(word))
        elif name:
            break
    return " ".join(name) or None


_ARMED_MEMBERS = word_set("pipeline.resolve", "armed_members")
#: Armed men of a community: "Fulani herders", "Beni Amer tribesmen".
_ARMED_OF = re.compile(
    r"\b[A-Z\u00c0-\u00dd][\w'’-]+(?: [A-Z\u00c0-\u00dd][\w'’-]+)?(?: ethnic)? "
    rf"(?:{'|'.join(sorted(_ARMED_MEMBERS, reverse=True))})\b"
)


def community_spans(text: str) -> list[tuple[int, int]]:
    """Start and end of the words for armed men of a community that the table knows: "Fulani herders"."""
    return [found.span() for found in _ARMED_OF.finditer(text) if peoples_of(found[0])]


def is_name_at_end(phrase: str) -> bool:
    """True where a phrase ends with the name of a known group or community: "fighters of Ahrar al-Sham"."""
    spans = actor_table.name_spans(phrase)
    if spans and spans[-1][1] == len(phrase):
        return not actor_table.is_common_noun(phrase[spans[-1][0] :])
    words = phrase.split()
    return any(actor_table.fold(" ".join(words[-size:])) in actor_table.peoples() for size in (1, 2, 3))


def leading_names(text: str) -> list[str]:
    """The name of a known group, or of a community with the noun after it, that a text begins with; empty where it
    begins otherwise."""
    spans = actor_table.name_spans(text)
    if spans and spans[0][0] == 0:
        return [text[: spans[0][1]]]
    words = text.split()
    for size in (3, 2, 1):
        if actor_table.fold(" ".join(words[:size])) in actor_table.peoples():
            return [" ".join(words[: size + 1]).rstrip(",;:")]
    return []
