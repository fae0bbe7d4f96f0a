"""Which words of a noun phrase name a participant, and which phrases of an article name the same one.

A coder writes "unidentified men" for "three unidentified men who fled", but "two men" for "two men": where to cut is
learnt from what coders wrote (`patterns/role_cuts.csv`; see `roles.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from pipeline.extract.nouns import lemma
from pipeline.extract.participants import before_acronym, short_span
from pipeline.extract.role_features import Noun, known_actors

if TYPE_CHECKING:
    from spacy.tokens import Token

#: Longest phrase that is told apart by its length, in words.
_MOST_WORDS = 6
_OPENING = frozenset("([")
#: Letters of an acronym at least, and words whose letters it leaves out.
_LEAST_LETTERS = 3
_SMALL = frozenset("and de del for of y".split())
#: Parts of speech of words that say which or how many: they are shown to the model themselves.
_SAYING_WHICH = frozenset({"DET", "ADJ", "NUM"})


@dataclass(frozen=True, slots=True)
class Cut:
    """Words of a noun phrase that may name its participant: tokens, end exclusive; and what the model looks at."""

    start: int
    end: int
    features: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A phrase of an article that names a participant in some role.

    Attributes:
        index: Its head word (token).
        kind: As of `Noun`.
        words: Its words in small letters, without articles and punctuation.
        probability: How surely it has the role, 0..1.
        beside: The head word of the phrase that it stands beside in apposition; None for others.
        actors: Canonical names of the known groups that it may name.
    """

    index: int
    kind: str
    words: tuple[str, ...]
    probability: float
    beside: int | None = None
    actors: frozenset[str] = frozenset()


def beside(noun: Noun) -> int | None:
    """The head word that a noun stands beside: "the mayor of Danli, Ana Ruiz", "the People's Army [PA]"."""
    if noun.head.dep_ == "appos":
        above: int = noun.head.head.i
        return above
    doc, start = noun.head.doc, noun.start
    return start - 2 if start > 1 and doc[start - 1].text in _OPENING else None


def actor_names(noun: Noun) -> frozenset[str]:
    """Canonical names of the known groups that the name of a group may mean."""
    return frozenset(actor.name for actor in known_actors(noun))


def find_cuts(noun: Noun) -> list[Cut]:
    """Where a noun phrase may be cut, in text order; the name of a group is never cut, but for an acronym behind it."""
    doc = noun.head.doc
    if noun.kind == "group":
        return [Cut(noun.start, before_acronym(doc[noun.start : noun.end]), ())]
    head, short = noun.head.i, short_span(noun.head)
    starts = [i for i in range(noun.start, head + 1) if i == head or not _is_inside_a_name(doc[i])]
    spans = {(start, end) for end in (head + 1, noun.end) for start in starts}
    spans.add((short.start, short.end))
    bracket = next((i for i in range(noun.start + 1, head) if doc[i].text in _OPENING), None)
    if bracket is not None:  # "the People's Army [PA]"
        spans |= {(start, bracket) for start in starts if start < bracket}
    for clause in noun.head.rights:
        if clause.dep_ == "acl" and clause.right_edge.i - head <= _MOST_WORDS:  # "men wearing uniforms"
            spans |= {(start, clause.right_edge.i + 1) for start in starts}
    shown = _shown_before(noun)
    return [
        Cut(start, end, tuple(_features(noun, shown, start, end, is_short=(start, end) == (short.start, short.end))))
        for start, end in sorted(spans)
    ]


def _is_inside_a_name(token: Token) -> bool:
    """The second word of an organisation's name, or a later one: "Path", of "Shining Path members"."""
    return bool(token.ent_iob_ == "I" and token.ent_type_ == "ORG")


class _Shown(NamedTuple):
    """Features of a cut that a word begins, that it was cut from, and that it stands in."""

    first: tuple[str, ...]
    cut: tuple[str, ...]
    inside: str


def _shown_before(noun: Noun) -> dict[int, _Shown]:
    """Token before the head of a noun phrase -> what the model is shown of it; the same for all cuts."""
    words = noun.head.doc[noun.start : noun.head.i]
    return {
        token.i: _Shown(tuple(_shown("first", token)), tuple(_shown("cut", token)), f"in={token.dep_}{token.pos_}")
        for token in words
    }


def _features(noun: Noun, shown: dict[int, _Shown], start: int, end: int, *, is_short: bool) -> Iterable[str]:
    head = noun.head.i
    yield f"short={is_short}"
    if start < noun.start or start > head:  # the full name, told elsewhere in the article
        yield "elsewhere"
        return
    if end <= head or end > noun.end:
        yield "bracket" if end <= head else "clause"
    yield f"of={'yes' if end > head + 1 else 'no' if noun.end > head + 1 else 'none'}"
    yield f"words={min(end - start, _MOST_WORDS)}"
    if start < head:
        yield from shown[start].first
    if start > noun.start:
        yield from shown[start - 1].cut
    for index in range(start, min(head, end)):
        yield shown[index].inside
    if noun.end > head + 1:
        yield f"of={'yes' if end > head + 1 else 'no'}:{lemma(noun.head)}"


def _shown(name: str, token: Token) -> Iterable[str]:
    yield f"{name}={token.dep_}:{token.pos_}"
    yield f"{name}.entity={token.ent_type_}"
    if token.pos_ in _SAYING_WHICH:
        yield f"{name}.word={token.lower_}"


def _is_short_for(short: tuple[str, ...], words: tuple[str, ...]) -> bool:
    """Are words an acronym of others: "pa" of "people's army"?"""
    if len(short) != 1 or not _LEAST_LETTERS <= len(short[0]) <= len(words):
        return False
    return short[0] in ("".join(word[0] for word in words), "".join(w[0] for w in words if w not in _SMALL))


def is_same(one: Piece, other: Piece) -> bool:
    """Do two phrases of one role in one article name the same?"""
    a, b = one.words, other.words
    if a == b or one.beside == other.index or other.beside == one.index or not one.actors.isdisjoint(other.actors):
        return True
    if (len(a) == 1 and _is_short_for(a, b)) or (len(b) == 1 and _is_short_for(b, a)):
        return True
    if a[-1:] != b[-1:] and one.kind != "name" and other.kind != "name":
        return False  # it follows from what is below; nearly all pairs end here
    if (one.kind == "name") != (other.kind == "name") or "group" in (one.kind, other.kind) or not a or not b:
        return False
    shorter, longer = (a, b) if len(a) <= len(b) else (b, a)
    if one.kind == "name":
        return shorter[-1] in longer and set(shorter) <= set(longer)
    return a[-1] == b[-1] and set(shorter) <= set(longer) and "other" not in longer


def entities(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Phrases of one role in one article, those that name the same together."""
    out: list[list[Piece]] = []
    for piece in pieces:
        same = [entity for entity in out if any(is_same(piece, other) for other in entity)]
        out = [entity for entity in out if entity not in same]
        out.append([*(member for entity in same for member in entity), piece])
    return out


def standing_for(entity: Sequence[Piece]) -> Piece:
    """The phrase that stands for a participant: the longest name, else the phrase that most surely has the role."""
    names = [piece for piece in entity if piece.kind == "name"]
    if names:
        return max(names, key=lambda piece: (len(piece.words), -piece.index))
    return max(entity, key=lambda piece: (piece.probability, -piece.index))
