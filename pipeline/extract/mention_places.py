"""Which place names say where a mention happened."""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import TYPE_CHECKING, NamedTuple

from pipeline.extract.draft import Draft
from pipeline.extract.earlier_clauses import told_before
from pipeline.extract.nouns import lemma
from pipeline.extract.place_contexts import is_along_road
from pipeline.extract.scene_signs import (
    is_beat,
    is_home,
    is_launch_site,
    is_mayors,
    is_of_a_plan,
    is_of_shooters,
    is_reached,
    is_speakers,
    is_target,
    is_where,
    is_where_told,
    tells_where,
)
from pipeline.extract.trials import is_of_court
from pipeline.extract.word_sets import word_set
from pipeline.records import PlaceName

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_PLACE_WORDS = word_set("place_words")
#: Classes of what is done where people meet and speak.
_TALKS = frozenset({"agreement", "change", "declaration", "protest", "release"})
#: Where something was, as a word for it.
_SITES = frozenset({"scene", "site", "spot"})
_SPANS = "casus.place_spans"
#: How a place name is ranked: is it only a way, how far from a trigger, does it stand before that one, its index.
_Entry = tuple[bool, int, bool, int]


class _Words(NamedTuple):
    """The words of a place name: tokens, end exclusive, and the one that the others hang on."""

    start: int
    end: int
    root: int


def places_of(draft: Draft, doc: Doc, places: Sequence[PlaceName]) -> list[int]:
    """Place names of the mention: those of its clause, else of its sentence; names that only modify an actor are left
    out."""
    sent = draft.head.token.sent
    spans = _spans_of(doc, places)
    named = {span.root for span, place in zip(spans, places, strict=True) if span is not None and place.kind == "place"}
    actor_words = _actor_words(draft, named)
    is_aimed = any(is_target(doc[span.root], draft) for span in spans if span is not None)
    site = _site_of(draft)
    before = set[int]().union(*(told_before(trigger.token) for trigger in draft.triggers))
    homes = {i for i, span in enumerate(spans) if span is not None and is_home(doc[span.root])}
    homes |= {parent for i in homes if (parent := places[i].parent) is not None}
    own: list[_Entry] = []
    at_home: list[_Entry] = []
    beside: list[_Entry] = []
    tellers: list[_Entry] = []
    for index, place in enumerate(places):
        if place.kind not in ("place", "capital") or not sent.start_char <= place.start < sent.end_char:
            continue
        span = spans[index]
        if span is None or span.root in actor_words or span.root in draft.foreign or span.root in before:
            continue
        root = doc[span.root]
        if site is not None and not site.is_ancestor(root):
            continue  # "from the site of the explosion to the windows of the Laureles quarter"
        is_shooters = is_of_shooters(root, draft)
        if (
            not tells_where(root, draft)
            or (is_shooters and is_aimed)
            or (place.relation == "voice" and draft.head.kind not in _TALKS)
            or is_speakers(doc[span.start : span.end])
            or is_of_court(root, draft)
            or is_launch_site(root, draft)
            or is_of_a_plan(root, draft)
            or (place.relation == "to" and not is_reached(root) and not is_where(root, draft))
        ):
            continue
        # Of two names as near as each other the one behind: "a riot in Bor, a raid in Juba".
        distance, is_before = min(
            (abs(span.root - trigger.token.i), span.root < trigger.token.i) for trigger in draft.triggers
        )
        is_way = place.relation in ("from", "to", "none") or is_along_road(doc, span.start - 1) or is_shooters
        entry = (is_way, distance, is_before, index)
        if index in homes:
            at_home.append(entry)
        elif is_where_told(root) or is_beat(root):
            tellers.append(entry)
        else:
            (own if span.root in draft.scope or is_where(root, draft) else beside).append(entry)
    own = _without_mayors(doc, own, spans)
    found = own or ([] if draft.is_old_deed else beside or tellers)
    if not found and all(index in homes for index, place in enumerate(places) if place.kind == "place"):
        found = at_home  # at his home, where the article tells no other place
    # "Missiles hit Erbil, in Iraq": where the parser ties only Iraq to what happened, the town in it is told with it.
    outers = {index for *_, index in found}
    found = found + [entry for entry in beside if entry not in found and places[entry[-1]].parent in outers]
    return [index for *_, index in sorted(found)]


def _site_of(draft: Draft) -> Token | None:
    """The "site" of "the site of the explosion", where a mention says no more than that; None elsewhere."""
    deed = draft.head.token
    site = deed.head.head
    is_site = deed.dep_ == "pobj" and deed.head.lower_ == "of" and lemma(site) in _SITES and site.dep_ == "pobj"
    return site if is_site and len(draft.triggers) == 1 and draft.is_definite else None


def _without_mayors(doc: Doc, own: list[_Entry], spans: Sequence[_Words | None]) -> list[_Entry]:
    """Places without the towns of mayors, if another is told: "killed the brother of the mayor of A in B", not "the
    mayor of A, in the province of B, was shot"."""
    roots = {entry[-1]: doc[span.root] for entry in own if (span := spans[entry[-1]]) is not None}
    mayors = [root.head.head for root in roots.values() if is_mayors(root)]
    theirs = {index for index, root in roots.items() if any(mayor.is_ancestor(root) for mayor in mayors)}
    return [entry for entry in own if entry[-1] not in theirs] or own


def _spans_of(doc: Doc, places: Sequence[PlaceName]) -> list[_Words | None]:
    """The words of each place name; None where the text has none there. Found once a name."""
    known: dict[tuple[int, int], _Words | None] = doc.user_data.setdefault(_SPANS, {})
    for place in places:
        if (place.start, place.end) not in known:
            span = doc.char_span(place.start, place.end, alignment_mode="expand")
            known[place.start, place.end] = None if span is None else _Words(span.start, span.end, span.root.i)
    return [known[place.start, place.end] for place in places]


def _actor_words(draft: Draft, named: Set[int]) -> set[int]:
    """Words that name those who act, suffer or tell of it, whom a place among them says more of."""
    actor_words: set[int] = set()
    struck = {token.i for token, _ in draft.patients} - {token.i for token, _ in draft.agents}
    for token, _ in [*draft.agents, *draft.patients]:
        if token.i in struck & named and draft.head.kind != "abduct":
            continue  # "seized Baidoa", "fired missiles at Erbil"; "had held Baidoa for weeks" tells nothing of it
        actor_words.add(token.i)
        if token.lower_ in _PLACE_WORDS:
            continue  # "stormed Adebo community"
        actor_words.update(child.i for child in token.lefts if child.dep_ in ("compound", "amod", "nmod", "poss"))
    for trigger in draft.triggers:
        actor_words.update(
            child.i
            for child in trigger.token.lefts
            if child.dep_ in ("amod", "poss") or child.lower_ in ("us", "u.s.", "uk")
        )
    if draft.attribution_span is not None:
        actor_words.update(token.i for token in draft.attribution_span)
    return actor_words
