"""Who has which part in the events of an article: a small linear model over its nouns (`patterns/roles.csv`).

The rules of the parse say who acts and who is struck in a clause. Whether a coder would list somebody, and in which
part, shows in more: the noun itself, the trigger, the dependency path to it, other tellings of the same word, where in
the article it stands. The model weighs them, a multinomial logistic regression; a second one says which words of a
phrase a coder would write (`patterns/role_cuts.csv`). Both are trained by `benchmarks/training/roles.py`, with their
card in `patterns/roles.meta.yaml`. Events of other kinds than violence keep what the rules say.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np

from pipeline.extract import casualties
from pipeline.extract.accused import is_accused
from pipeline.extract.arguments import noun_phrase
from pipeline.extract.draft import Draft
from pipeline.extract.participants import kind_of, make
from pipeline.extract.role_features import Noun, describe, find_nouns
from pipeline.extract.role_spans import (
    Cut,
    Piece,
    actor_names,
    beside,
    entities,
    find_cuts,
    standing_for,
)
from pipeline.extract.texts import text_of
from pipeline.language.event_classes import VIOLENCE
from pipeline.language.phrases import plain_words
from pipeline.records import Participant

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from spacy.tokens import Doc

#: Parts that the model knows, in the order of the columns of roles.csv.
ROLES = ("person", "group", "target", "victim", "weapon")
#: Part -> from which probability on somebody may have it, 0..1; who is listed is decided where the events are known
#: (`pipeline/classify/casting.py`, which asks for the same of a sure event).
LISTED_FROM = {"person": 0.14, "group": 0.14, "target": 0.14, "victim": 0.25, "weapon": 0.14}
#: Somebody named near a mention that is refused goes to the nearest one that is not when the part is so sure.
SURE_ANYWHERE = 0.5
#: A phrase below this says nothing of who has a part.
FLOOR = 0.04
#: Kinds of events whose participants the model finds: violence. Coders of the articles that it learnt from left out
#: most fighting between forces, so that in a clash the rules say who took part.
JUDGED = VIOLENCE - {"clash", "territory"}
_ROLE = {"person": "perpetrator", "group": "perpetrator", "target": "target", "victim": "victim", "weapon": "weapon"}
_KIND = {"person": "individual", "group": "organization", "target": "physical", "weapon": "weapon"}


@lru_cache(maxsize=1)
def _weights() -> tuple[Mapping[str, int], NDArray[np.float64]]:
    """Feature -> row of the weights; weights, (n_features, 6): for no part, and for each of `ROLES`."""
    with resources.files("pipeline.extract").joinpath("patterns/roles.csv").open(encoding="utf-8") as lines:
        _, *rows = csv.reader(lines)
    weights = np.array([[float(value) for value in values] for _, *values in rows])
    return {name: index for index, (name, *_) in enumerate(rows)}, weights


@lru_cache(maxsize=1)
def _cut_weights() -> tuple[Mapping[str, float], Mapping[str, Mapping[str, float]]]:
    """Feature of a cut -> its weight; and what a feature is joined to, a part or what the noun names -> feature ->
    weight of both together (`joined`)."""
    with resources.files("pipeline.extract").joinpath("patterns/role_cuts.csv").open(encoding="utf-8") as lines:
        weights = {row["feature"]: float(row["weight"]) for row in csv.DictReader(lines)}
    together: dict[str, dict[str, float]] = {}
    for name, weight in weights.items():
        feature, _, what = name.rpartition(":")
        together.setdefault(what, {})[feature] = weight
    return weights, together


def probabilities(nouns: Sequence[Noun]) -> list[dict[str, float]]:
    """Of each noun: part -> how surely the noun has it, 0..1."""
    if not nouns:
        return []
    index, weights = _weights()
    rows = [[index["bias"], *[row for name in noun.features if (row := index.get(name)) is not None]] for noun in nouns]
    starts = np.cumsum([0, *map(len, rows[:-1])])
    sums = np.add.reduceat(weights[np.concatenate(rows)], starts, axis=0)  # (n_nouns, 6)
    parts = np.exp(sums - sums.max(axis=1, keepdims=True))
    given = parts[:, 1:] / parts.sum(axis=1, keepdims=True)
    return [dict(zip(ROLES, row, strict=True)) for row in given.tolist()]


def joined(features: Sequence[str], role: str, kind: str) -> list[str]:
    """Features of a cut, alone, for a part, and for what the noun names."""
    return [*features, *(f"{name}:{role}" for name in features), *(f"{name}:{kind}" for name in features)]


def best_cut(noun: Noun, cuts: Sequence[Cut], role: str) -> Cut:
    """The words that a coder would most likely write; the first among equals."""
    alone, together = _cut_weights()
    # The weights of what `joined` names, in its order, without making the names.
    tables = [alone, together.get(role, {}), together.get(noun.kind, {})]
    return max(cuts, key=lambda cut: sum([table.get(name, 0.0) for table in tables for name in cut.features]))


def assign(doc: Doc, drafts: Sequence[Draft]) -> list[tuple[Participant, ...] | None]:
    """The participants of each mention as the model sees them; None for one that keeps what the rules say.

    A participant is listed with each mention near which the article names it; its words are those that stand for it
    best in the whole article.
    """
    out: list[list[Participant] | None] = [[] if draft.head.kind in JUDGED else None for draft in drafts]
    if all(found is None for found in out):
        return [None for _ in out]
    found_nouns = find_nouns(doc)
    describe(found_nouns, drafts, JUDGED)
    nouns = [noun for noun in found_nouns if noun.features]
    number_of = {id(draft): index for index, draft in enumerate(drafts)}
    given = [_with_charges(noun, parts) for noun, parts in zip(nouns, probabilities(nouns), strict=True)]
    cuts_of = cache(lambda number: find_cuts(nouns[number]))
    for role in ROLES:
        cuts: dict[int, tuple[Noun, Cut]] = {}
        pieces = []
        for number, (noun, parts) in enumerate(zip(nouns, given, strict=True)):
            if parts[role] < FLOOR:
                continue
            cut = best_cut(noun, cuts_of(number), role)
            words = plain_words(doc[cut.start : cut.end].text)
            if words:
                cuts[noun.head.i] = noun, cut
                pieces.append(Piece(noun.head.i, noun.kind, words, parts[role], beside(noun), actor_names(noun)))
        for entity in entities(pieces):
            most = max(piece.probability for piece in entity)
            if most < LISTED_FROM[role]:
                continue
            noun, cut = cuts[standing_for(entity).index]
            for piece in sorted(entity, key=lambda piece: -piece.probability):
                told = cuts[piece.index][0]
                listed = out[number_of[id(told.near)]] if told.near is not None else None
                if listed is not None and (piece.probability >= LISTED_FROM[role] or piece.probability == most):
                    listed.append(replace(_participant(doc, noun, cut, role, told), sureness=round(most, 4)))
    return [None if found is None else tuple(dict.fromkeys(found)) for found in out]


def _with_charges(noun: Noun, parts: dict[str, float]) -> dict[str, float]:
    """The probabilities; somebody charged with a deed is no victim of it (the model learnt from no court reports)."""
    if noun.kind not in ("name", "person") or not is_accused(noun.head):
        return parts
    as_doer = max(parts["person"], parts["victim"] + parts["target"])
    return {**parts, "person": as_doer, "victim": 0.0, "target": 0.0}


def as_participant(role: str, kind: str, text: str, start: int, sureness: float) -> Participant:
    """A participant as far as training knows it: what a noun of a kind in a part becomes."""
    organised = role == "group" or (role == "victim" and kind in ("group", "organization", "armed_group", "government"))
    of_kind = "organization" if organised else _KIND.get(role, "individual")
    name = text if kind == "name" else None
    return Participant(
        role=_ROLE[role], kind=of_kind, text=text, start=start, end=start, canonical=name, sureness=sureness
    )


def _participant(doc: Doc, noun: Noun, cut: Cut, role: str, told: Noun) -> Participant:
    """A participant in the words of `cut`, with what befell it where the article tells so of `told`."""
    draft = told.near
    counts = {token.i: count for token, _, count in draft.counts if token is not None} if draft is not None else {}
    effect = draft.effects.get(told.head.i) if draft is not None and role in ("target", "victim") else None
    count = counts.get(told.head.i) or casualties.count_people(noun.head)
    made = make(noun.head, _ROLE[role], effect=effect or None, count=count if role in ("person", "victim") else None)
    words = doc[cut.start : cut.end]
    kind = _KIND.get(role) or ("organization" if kind_of(noun.head, words.text) == "organization" else "individual")
    if kind == "physical" and effect in casualties.PEOPLE_EFFECTS:
        made = replace(made, effect="damaged")
    text = text_of(doc)[words.start_char : words.end_char]
    return replace(
        made,
        kind=kind,
        text=text,
        start=words.start_char,
        end=words.end_char,
        phrase=made.phrase or noun_phrase(noun.head).text,
        canonical=text if noun.kind == "name" else None,
    )
