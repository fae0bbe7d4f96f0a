"""A mention as a row: the words and offsets of all that a draft holds in spaCy's terms."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.extract import casualties, participants
from pipeline.extract.arguments import noun_phrase
from pipeline.extract.background import is_background
from pipeline.extract.crowds import crowd_size
from pipeline.extract.draft import Draft
from pipeline.extract.earlier_clauses import told_before
from pipeline.extract.mention_places import places_of
from pipeline.extract.mention_times import time_of
from pipeline.extract.nouns import lemma
from pipeline.extract.reactions import is_spoken_of
from pipeline.language.quotes import quote
from pipeline.records import Casualty, Mention, Participant, PlaceName, Screened, Sentence, Span, TimeExpression

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

#: What says, behind a number, that those come on top of others: "two more died".
_MORE = re.compile(r" more\b(?! than)")


def mention_row(
    document: Screened,
    doc: Doc,
    draft: Draft,
    mention_id: str,
    places: Sequence[PlaceName],
    times: Sequence[TimeExpression],
    sentences: Sequence[Sentence],
    cast: Sequence[Participant] | None,
) -> Mention:
    """The row of a mention; places, times and sentences are the article's, in text order.

    `cast` holds its participants as the role model sees them; None keeps those of the rules.
    """
    sentence = sentences[draft.sentence]
    token = draft.head.token
    who = {
        side: [replace(p, text=document.text[p.start : p.end]) for p in found]
        for side, found in participants.of_mention(draft).items()
    }
    if cast is None:
        cast = [*who["agents"], *who["targets"], *who["weapons"], *who["others"]]
    time_ref, scope = time_of(draft, doc, times, document.published)
    trigger = _span(document.text, *_trigger_span(token))
    figures = [
        _casualty(document.text, head, effect, count, draft)
        for head, effect, count in draft.counts
        if head is None or not _is_of_place(head, places)
    ]
    evidence = [quote(document.text, "event", sentence.start, sentence.end, draft.head.rule)]
    for participant in who["agents"]:
        evidence.append(quote(document.text, "actor1", participant.start, participant.end, "extract.agent.v1"))
    for participant in who["targets"]:
        evidence.append(quote(document.text, "actor2", participant.start, participant.end, "extract.patient.v1"))
    flags = []
    if draft.incident_count is not None:
        flags.append("INCIDENTS_COUNTED")
    if is_spoken_of(draft):
        flags.append("SPOKEN_OF")
    return Mention(
        article_id=document.article_id,
        mention_id=mention_id,
        sentence=draft.sentence,
        trigger=trigger,
        trigger_class=draft.head.kind,
        trigger_rule=draft.head.rule,
        trigger_classes=tuple(dict.fromkeys(t.kind for t in draft.triggers)),
        trigger_rules=tuple(dict.fromkeys(t.rule for t in draft.triggers)),
        head_lemma=lemma(token),
        is_nominal=token.pos_ in ("NOUN", "PROPN"),
        is_plural=token.tag_ in ("NNS", "NNPS"),
        realis=draft.realis,
        realis_text=_token_span(document.text, draft.realis_token),
        is_definite=draft.is_definite,
        is_new=draft.is_new,
        is_background=is_background(draft),
        is_cumulative=draft.is_cumulative,
        in_headline=sentence.is_headline,
        agents=tuple(who["agents"]),
        targets=tuple(who["targets"]),
        weapons=tuple(who["weapons"]),
        others=tuple(who["others"]),
        cast=tuple(replace(p, text=document.text[p.start : p.end]) for p in cast),
        place_refs=tuple(places_of(draft, doc, places)),
        time_ref=time_ref,
        time_scope=scope,
        casualties=tuple(f for f in figures if f is not None),
        incident_count=draft.incident_count,
        attribution=draft.attribution,
        attribution_text=_span(document.text, draft.attribution_span.start_char, draft.attribution_span.end_char)
        if draft.attribution_span is not None
        else None,
        crowd_size=crowd_size(draft),
        words=tuple(sorted({w for t in draft.triggers for w in _around(t.token)})),
        flags=tuple(flags),
        evidence=tuple(evidence),
        batch=document.batch,
    )


def _is_of_place(head: Token, places: Sequence[PlaceName]) -> bool:
    """Does a noun that the parser puts among those harmed name a place: "two farmers in Gwoza, Borno, and a trader"?"""
    if head.pos_ != "PROPN":
        return False
    # Whatever the model takes a name for that says where: "in the towns of Qunyo Barrow and Caliyoow Barrow".
    return any(
        place.kind == "place"
        and place.start <= head.idx < place.end
        and (head.ent_type_ in ("GPE", "LOC") or place.relation in ("in", "near"))
        for place in places
    )


def _around(token: Token) -> list[str]:
    """The words that classification looks at: those that hang on the trigger, and what it serves; in small letters."""
    served = token.head if token.dep_ in ("advcl", "xcomp") else None
    before = told_before(token)
    return [
        token.lower_,
        lemma(token),
        # "began a hunger strike to protest": what was done stands in the verb above and its object.
        *(
            word.lower_
            for child in (served.rights if served is not None else ())
            if child.dep_ == "dobj"
            for word in child.subtree
        ),
        *(
            child.lower_
            for child in token.subtree
            if child.pos_ in ("NOUN", "ADJ", "VERB", "ADV", "ADP", "PROPN") and abs(child.i - token.i) <= 12
            if child.i not in before
        ),
    ]


def _trigger_span(token: Token) -> tuple[int, int]:
    start = token.i
    for child in token.lefts:
        if child.dep_ == "compound" and child.i == start - 1:
            start = child.i
    span = token.doc[start : token.i + 1]
    return span.start_char, span.end_char


def _span(text: str, start: int, end: int) -> Span:
    return Span(start=start, end=end, text=text[start:end])


def _token_span(text: str, token: Token | None) -> Span | None:
    return None if token is None else _span(text, token.idx, token.idx + len(token))


def _casualty(text: str, head: Token | None, effect: str, count: casualties.Count, draft: Draft) -> Casualty | None:
    if count.low is None and count.high is None and count.quantifier == "unknown":
        return None
    group = noun_phrase(head) if head is not None else None
    group_end = group.end_char if group is not None else None
    if head is not None and head.pos_ == "NUM" and group_end is not None:
        more = _MORE.match(text, group_end)
        group_end = more.end() if more is not None else group_end
    return Casualty(
        start=count.start,
        end=count.end,
        text=text[count.start : count.end],
        effect=effect,
        low=count.low,
        high=count.high,
        quantifier=count.quantifier,
        group_start=group.start_char if group is not None else None,
        group_end=group_end,
        group_text=text[group.start_char : group_end] if group is not None else None,
        is_total=head is None,
        is_cumulative=count.is_cumulative,
        series=count.series,
        sentence=draft.sentence,
    )
