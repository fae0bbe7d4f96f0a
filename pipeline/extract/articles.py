"""One article: read it, find its mentions, and refuse those that are not worth a candidate."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from pipeline.extract import mentions
from pipeline.extract.barriers import heads_of
from pipeline.extract.draft import Draft
from pipeline.extract.grouping import group_triggers
from pipeline.extract.letter_case import in_case_of
from pipeline.extract.mention_rows import mention_row
from pipeline.extract.nouns import categories
from pipeline.extract.reading import Prepared, read
from pipeline.extract.roles import JUDGED, SURE_ANYWHERE, assign
from pipeline.extract.times import find_times
from pipeline.extract.toponyms import find_place_names
from pipeline.extract.trials import set_trials
from pipeline.extract.triggers import find_triggers
from pipeline.extract.vouching import NO_CONFLICT, OF_ANOTHER_DEED
from pipeline.language.event_classes import DEMONSTRATION, VIOLENCE
from pipeline.language.terms import content_terms
from pipeline.records import Mention, PlaceName, Reading, Reject, Screened, Sentence, TimeExpression

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from pipeline.extract.triggers import Trigger

#: Below this relevance an article is read only where it speaks of conflict; one that a reader drew back after it was
#: refused is read whole. Of 4,800 events that the development texts tell and casus publishes, fifty stand in longer
#: articles below it (docs/speed.md).
DOUBTFUL = 0.97

_Located = TypeVar("_Located", PlaceName, TimeExpression)


def read_article(document: Screened) -> tuple[Reading, list[Mention], list[Reject]]:
    """Read one article.

    Returns:
        Its reading, its mentions in text order, and the mentions that are not worth a candidate, as rejects with the
        reason.
    """
    is_doubtful = document.is_relevant and document.relevance < DOUBTFUL
    doc, prepared = read(document.text, document.body_start, whole=not is_doubtful)
    sentences = _sentences(doc, prepared, document.body_start)
    written = document.text
    if prepared.restored:
        document = replace(document, text=in_case_of(written, prepared.text))
    places = [_in_sentence(name, sentences) for name in find_place_names(doc)]
    # The text as it stands: in the prepared one, the lines and the capitals that tell a dateline are gone.
    times = [_in_sentence(time, sentences) for time in find_times(written[: len(prepared.text)])]
    reading = Reading(
        article_id=document.article_id,
        text=document.text,
        written=written if written != document.text else None,
        body_start=document.body_start,
        title=document.title,
        published=document.published,
        url=document.url,
        publisher=document.publisher,
        source_name=document.source_name,
        language=document.language or "en",
        relevance=document.relevance,
        sentences=tuple(sentences),
        place_names=tuple(places),
        time_expressions=tuple(times),
        terms=content_terms(document.text),
        batch=document.batch,
    )
    triggers, words_refused = find_triggers(doc)
    kinds = heads_of(trigger for found in triggers.values() for trigger in found)
    out: list[Mention] = []
    refused = [_of_no_event(document, number, *word) for number, word in enumerate(words_refused)]
    lost: list[Mention] = []
    drafts: list[Draft] = []
    for number in sorted(triggers):
        groups = group_triggers(mentions.without_ended_fights(triggers[number]))
        here = [mentions.build(doc, number, members, kinds) for members in groups]
        _let_victims_be_victims(here)
        set_trials(here)
        for draft in here:
            draft.foreign = frozenset().union(*(other.scope for other in here if other is not draft)) - draft.scope
        drafts += here
    for index, (draft, cast) in enumerate(zip(drafts, assign(doc, drafts), strict=True)):
        mention_id = f"{document.article_id}#m{index}"
        mention = mention_row(document, doc, draft, mention_id, places, times, sentences, cast)
        reason = unspecific(mention)
        if reason:
            lost.append(mention)
            trigger = mention.trigger
            refused.append(
                refuse(
                    document,
                    reason,
                    f"{mention.trigger_rule} at {trigger.start}-{trigger.end}: {mention.realis}",
                    mention_id,
                )
            )
        else:
            out.append(mention)
    return reading, _with_lost(out, lost), refused


def _with_lost(kept: Sequence[Mention], lost: Sequence[Mention]) -> list[Mention]:
    """Mentions, each with those whom the role model sees near a refused one that it is the nearest to."""
    out = list(kept)
    judged = [index for index, mention in enumerate(kept) if mention.trigger_class in JUDGED]
    for mention in lost if judged else ():
        nearest = min(judged, key=lambda index: (abs(out[index].sentence - mention.sentence), index))
        sure = tuple(p for p in mention.cast if (p.sureness or 0.0) >= SURE_ANYWHERE)
        out[nearest] = replace(out[nearest], cast=tuple(dict.fromkeys((*out[nearest].cast, *sure))))
    return out


def refuse(document: Screened, reason: str, detail: str, key: str | None = None) -> Reject:
    """A refusal of an article, or, with a key, of one mention of it."""
    return Reject(
        stage="extract",
        key=key or document.article_id,
        article_id=document.article_id,
        reason=reason,
        detail=detail,
        batch=document.batch,
    )


#: What is said of a word that signals an event, and tells of none of its own.
_NO_EVENT = {
    NO_CONFLICT: "no harm done by one side to another, and no gathering",
    OF_ANOTHER_DEED: "only adds to another deed of its sentence, or looks back from it",
}


def _of_no_event(document: Screened, number: int, trigger: Trigger, reason: str) -> Reject:
    """The refusal of a word that signals an event, and tells of none: the key counts those of its article."""
    start, end = trigger.token.idx, trigger.token.idx + len(trigger.token)
    detail = f"{trigger.rule} at {start}-{end}: {_NO_EVENT[reason]}"
    return refuse(document, reason, detail, f"{document.article_id}#n{number}")


def _let_victims_be_victims(drafts: Sequence[Draft]) -> None:
    """Take unarmed people who are struck in a sentence from those who act in it, where a verb was hung on them.

    "They fired at people in front of their houses and set two shops alight": the parser lets the people set fire.
    """
    struck = {
        token.i
        for draft in drafts
        if draft.head.kind in VIOLENCE
        for token, _ in draft.patients
        if "person" in categories(token) and not categories(token) & {"force", "mob", "protest"}
    }
    fallen = {n.i for d in drafts for n, effect, _ in d.counts if n is not None and effect == "killed"}
    for draft in drafts:
        if draft.head.kind in DEMONSTRATION:  # "four officers killed as protesters march on the capital"
            draft.agents = [(token, rule) for token, rule in draft.agents if token.i not in fallen]
            draft.crowd = None if draft.crowd is not None and draft.crowd.i in fallen else draft.crowd
        if draft.head.kind in VIOLENCE:
            # "A man stabbed two soldiers before being shot dead": he is the subject of what he did.
            verbs = {trigger.token for trigger in draft.triggers}
            draft.agents = [
                (token, rule)
                for token, rule in draft.agents
                if token.i not in struck or (token.dep_ == "nsubj" and token.head in verbs)
            ]


def unspecific(mention: Mention) -> str | None:
    """The reason why a mention can never become an event of its own, or None.

    A rumour, a plan, a denial or a possibility is kept as a candidate only where it is about one incident: with
    somebody named or numbered (in a denial, the weapon), and a place or a day in its clause; a pattern where it says
    who does it to whom in which place. The rest speaks of violence in general.
    """
    reasons = {
        "pattern": "BACKGROUND_PATTERN",
        "rumour": "NOT_REALIS_RUMOUR",
        "future": "NOT_REALIS_FUTURE",
        "hypothetical": "NOT_REALIS_HYPOTHETICAL",
        "negated": "NOT_REALIS_NEGATED",
        "threat": "THREAT_ONLY",
        "declaration": "DECLARATION_ONLY",
    }
    if mention.realis not in reasons:
        return None
    if mention.realis in ("declaration", "threat"):
        return None if mention.agents else reasons[mention.realis]
    placed = mention.time_scope == "clause" or bool(mention.place_refs)
    whom = mention.targets or mention.place_refs or mention.is_nominal or mention.trigger_class == "protest"
    if mention.realis == "pattern":
        is_told = mention.agents and mention.targets and mention.place_refs and mention.trigger_class in VIOLENCE
        return None if is_told else reasons[mention.realis]
    # Who denies an attack names nobody who did it; a strike "expected to escalate after the drone attack" is none.
    who = mention.agents or (mention.weapons if mention.realis == "negated" else ())
    return None if placed and who and whom and not mention.is_plural else reasons[mention.realis]


def _sentences(doc: Doc, prepared: Prepared, body_start: int) -> list[Sentence]:
    out = []
    starts = prepared.paragraphs
    for sent in doc.sents:
        paragraph = sum(1 for start in starts if start <= sent.start_char) - 1
        out.append(
            Sentence(
                start=sent.start_char,
                end=max(sent.end_char, sent.start_char + 1),
                paragraph=max(paragraph, 0),
                is_headline=sent.end_char <= body_start,
            )
        )
    return out


def _in_sentence(item: _Located, sentences: Sequence[Sentence]) -> _Located:
    index = bisect.bisect_right([s.start for s in sentences], item.start) - 1
    return replace(item, sentence=max(index, 0))
