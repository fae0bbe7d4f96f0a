"""Read each screened article with spaCy and write down the events it tells, where it tells them.

extract(tables, run) -> Result
    reads   screened
    writes  readings   one row an article that tells of at least one event
            mentions   one row an event told once
An article without a mention is refused (NO_EVENT_MENTION); a copy too (DUPLICATE_OF): its original is read instead.
"""

from __future__ import annotations

import bisect
import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

import pyarrow as pa

from pipeline import contract
from pipeline.extract import casualties, mentions, participants
from pipeline.extract.arguments import SPEECH_VERBS, noun_phrase
from pipeline.extract.draft import VIOLENCE, Draft
from pipeline.extract.grouping import group_triggers
from pipeline.extract.nouns import categories, lemma
from pipeline.extract.reading import Prepared, read
from pipeline.extract.texts import text_of
from pipeline.extract.times import NO_DAY, exactness, find_times, is_dateline
from pipeline.extract.toponyms import find_place_names
from pipeline.extract.triggers import find_triggers
from pipeline.language.terms import content_terms
from pipeline.language.word_sets import word_set
from pipeline.records import (
    Casualty,
    Evidence,
    Mention,
    PlaceName,
    Reading,
    Reject,
    Screened,
    Sentence,
    Span,
    TimeExpression,
)
from pipeline.stage import Result, Run

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

log = logging.getLogger(__name__)

#: Longest quote in a row of evidence, in code points (CONTRACT.md).
MAX_QUOTE = 200
#: What may stand before and must stand behind the day that heads an item of a digest.
_BULLETS = " -*\u2022\u00b7(["
_ENDS_HEADING = (":", "-", "\u2013", "\u2014", ")", "]")
#: What an earlier event is the occasion of: "a protest over the killing".
_OCCASIONS = word_set("pipeline.extract", "occasions", "patterns/word_sets.csv")
#: What courts do: the deeds behind it are old.
_COURT = word_set("pipeline.extract", "court", "patterns/word_sets.csv")
_PUBLISHING_VERBS = word_set("pipeline.extract", "publishing_verbs", "patterns/word_sets.csv")
#: Times that can say on which day something happened.
_DATING = frozenset({"DATE", "TIME"})


def extract(tables: Mapping[str, pa.Table], run: Run) -> Result:
    """Stage function: see the module."""
    readings: list[Reading] = []
    found: list[Mention] = []
    rejected: list[Reject] = []
    for document in contract.to_records(tables["screened"], "screened"):
        if document.duplicate_of is not None:
            rejected.append(_reject(document, "DUPLICATE_OF", document.duplicate_of))
            continue
        reading, own, refused = read_article(document)
        rejected.extend(refused)
        if own:
            readings.append(reading)
            found.extend(own)
        else:
            rejected.append(_reject(document, "NO_EVENT_MENTION", "no word that signals an event"))
    return Result(
        {"readings": contract.from_records("readings", readings), "mentions": contract.from_records("mentions", found)},
        contract.from_records("rejects", rejected),
    )


def _reject(document: Screened, reason: str, detail: str, key: str | None = None) -> Reject:
    return Reject(
        stage="extract",
        key=key or document.article_id,
        article_id=document.article_id,
        reason=reason,
        detail=detail,
        batch=document.batch,
    )


def read_article(document: Screened) -> tuple[Reading, list[Mention], list[Reject]]:
    """Read one article.

    Returns:
        Its reading, its mentions in text order, and the mentions that are not worth a candidate, as rejects with the
        reason.
    """
    doc, prepared = read(document.text, document.body_start)
    sentences = _sentences(doc, prepared, document.body_start)
    places = [_in_sentence(name, sentences) for name in find_place_names(doc)]
    # The text as it stands: in the prepared one, the lines and the capitals that tell a dateline are gone.
    times = [_in_sentence(time, sentences) for time in find_times(document.text[: len(prepared.text)])]
    reading = Reading(
        article_id=document.article_id,
        text=document.text,
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
    triggers = find_triggers(doc)
    all_heads = {trigger.token.i for found in triggers.values() for trigger in found}
    out: list[Mention] = []
    refused: list[Reject] = []
    for number in sorted(triggers):
        drafts = [mentions.build(doc, number, members, all_heads) for members in group_triggers(triggers[number])]
        _let_victims_be_victims(drafts)
        for draft in drafts:
            draft.foreign = frozenset().union(*(other.scope for other in drafts if other is not draft)) - draft.scope
            mention_id = f"{document.article_id}#m{len(out) + len(refused)}"
            mention = _mention(document, doc, draft, mention_id, places, times, sentences)
            reason = unspecific(mention)
            if reason:
                trigger = mention.trigger
                refused.append(
                    _reject(
                        document,
                        reason,
                        f"{mention.trigger_rule} at {trigger.start}-{trigger.end}: {mention.realis}",
                        mention_id,
                    )
                )
            else:
                out.append(mention)
    return reading, out, refused


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
    for draft in drafts:
        if draft.head.kind in VIOLENCE:
            draft.agents = [(token, rule) for token, rule in draft.agents if token.i not in struck]


def unspecific(mention: Mention) -> str | None:
    """The reason why a mention can never become an event of its own, or None.

    A pattern, a rumour, a plan or a possibility is kept as a candidate only where it is about one incident: with
    somebody named or numbered, and a place or a day in its clause. The rest speaks of violence in general.
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
    told = bool(mention.agents) and (bool(mention.targets) or mention.is_nominal or mention.trigger_class == "protest")
    if mention.realis == "pattern" or not (placed and told) or mention.is_plural:
        return reasons[mention.realis]
    return None


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


_Located = TypeVar("_Located", PlaceName, TimeExpression)


def _in_sentence(item: _Located, sentences: Sequence[Sentence]) -> _Located:
    index = bisect.bisect_right([s.start for s in sentences], item.start) - 1
    return replace(item, sentence=max(index, 0))


def _mention(
    document: Screened,
    doc: Doc,
    draft: Draft,
    mention_id: str,
    places: Sequence[PlaceName],
    times: Sequence[TimeExpression],
    sentences: Sequence[Sentence],
) -> Mention:
    sentence = sentences[draft.sentence]
    token = draft.head.token
    who = {
        side: [replace(p, text=document.text[p.start : p.end]) for p in found]
        for side, found in participants.of_mention(draft).items()
    }
    time_ref, scope = _time_of(draft, doc, times)
    trigger = _span(document.text, *_trigger_span(token))
    figures = [_casualty(document.text, head, effect, count, draft) for head, effect, count in draft.counts]
    evidence = [_evidence(document.text, "event", sentence.start, sentence.end, draft.head.rule)]
    for participant in who["agents"]:
        evidence.append(_evidence(document.text, "actor1", participant.start, participant.end, "extract.agent.v1"))
    for participant in who["targets"]:
        evidence.append(_evidence(document.text, "actor2", participant.start, participant.end, "extract.patient.v1"))
    flags = []
    if draft.incident_count is not None:
        flags.append("INCIDENTS_COUNTED")
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
        is_background=_is_background(draft),
        is_cumulative=draft.is_cumulative,
        in_headline=sentence.is_headline,
        agents=tuple(who["agents"]),
        targets=tuple(who["targets"]),
        weapons=tuple(who["weapons"]),
        others=tuple(who["others"]),
        place_refs=tuple(_places_of(draft, doc, places)),
        time_ref=time_ref,
        time_scope=scope,
        casualties=tuple(f for f in figures if f is not None),
        incident_count=draft.incident_count,
        attribution=draft.attribution,
        attribution_text=_span(document.text, draft.attribution_span.start_char, draft.attribution_span.end_char)
        if draft.attribution_span is not None
        else None,
        crowd_size=_crowd(draft),
        words=tuple(sorted({w for t in draft.triggers for w in _around(t.token)})),
        flags=tuple(flags),
        evidence=tuple(evidence),
        batch=document.batch,
    )


def _around(token: Token) -> list[str]:
    """The words that classification looks at: those that hang on the trigger, and what it serves; in small letters."""
    served = token.head if token.dep_ in ("advcl", "xcomp") else None
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


def _evidence(text: str, field: str, start: int, end: int, rule: str) -> Evidence:
    end = min(end, start + MAX_QUOTE)
    return Evidence(field=field, start=start, end=end, quote=text[start:end], rule=rule)


def _casualty(text: str, head: Token | None, effect: str, count: casualties.Count, draft: Draft) -> Casualty | None:
    if count.low is None and count.high is None and count.quantifier == "unknown":
        return None
    group = noun_phrase(head) if head is not None else None
    return Casualty(
        start=count.start,
        end=count.end,
        text=text[count.start : count.end],
        effect=effect,
        low=count.low,
        high=count.high,
        quantifier=count.quantifier,
        group_start=group.start_char if group is not None else None,
        group_end=group.end_char if group is not None else None,
        group_text=text[group.start_char : group.end_char] if group is not None else None,
        is_total=head is None,
        is_cumulative=count.is_cumulative,
        series=count.series,
        sentence=draft.sentence,
    )


def _time_of(draft: Draft, doc: Doc, times: Sequence[TimeExpression]) -> tuple[int | None, str]:
    """The time expression that governs a mention, and how far it stands off.

    It stands in the clause of the mention, in its sentence, or beside a verb of saying ("report"). Within each, what
    says a day comes before what says a month or less ("on Monday at 9 p.m."), and the nearer before the farther; a day
    of the sentence comes before a time of the clause that says no day. The day of the report in a dateline governs
    nothing.
    """
    sent = draft.head.token.sent
    found: dict[str, list[tuple[int, int, int]]] = {"clause": [], "sentence": [], "report": []}
    for index, time in enumerate(times):
        if not sent.start_char <= time.start < sent.end_char:
            continue
        rank = exactness(time)
        if is_dateline(time) or (time.type not in _DATING and rank == NO_DAY):
            continue
        span = doc.char_span(time.start, time.end, alignment_mode="expand")
        if span is None:
            continue
        distance = min(abs(span.root.i - trigger.token.i) for trigger in draft.triggers)
        scope = _time_scope(draft, span.root)
        if scope is not None:
            found[scope].append((rank, distance, index))
    for scopes in (("clause",), ("sentence",), ("clause", "sentence")):
        entries = [(*entry, scope) for scope in scopes for entry in found[scope]]
        if entries and (len(scopes) > 1 or min(entries)[0] < NO_DAY):
            *_, index, scope = min(entries)
            return index, scope
    heading = _heading_of(draft, doc, times)
    if heading is not None:
        return heading, "clause"
    return (min(found["report"])[2], "report") if found["report"] else (None, "none")


def _heading_of(draft: Draft, doc: Doc, times: Sequence[TimeExpression]) -> int | None:
    """The day that heads the line of a mention in a digest: "- 3 April 2023: Two soldiers were killed"."""
    text = text_of(doc)
    start = text.rfind("\n", 0, draft.head.token.idx) + 1
    for index, time in enumerate(times):
        if start <= time.start < draft.head.token.idx and time.type == "DATE":
            before, after = text[start : time.start], text[time.end : time.end + 2]
            return (
                index
                if not before.strip(_BULLETS) and after[:1] in _ENDS_HEADING and exactness(time) < NO_DAY
                else None
            )
    return None


def _says_when_published(root: Token, draft: Draft) -> bool:
    """True for the time of a report or a video: "a report published on Thursday"."""
    governor = root.head.head if root.head.dep_ == "prep" or root.head.pos_ == "ADP" else root.head
    return governor.lemma_.lower() in _PUBLISHING_VERBS and all(governor.i != t.token.i for t in draft.triggers)


def _closes_the_quoted(root: Token, speech: Token, draft: Draft) -> bool:
    """True for the day at the end of what is quoted: "rebels took the town on Tuesday, police said".

    The parser hangs a day between two commas on the verb of saying; the day of that would stand behind the verb.
    """
    speakers = [child for child in speech.children if child.dep_ == "nsubj"]
    if not speakers or root.i > speakers[0].left_edge.i:
        return False
    return all(trigger.token.i < root.i for trigger in draft.triggers)


def _time_scope(draft: Draft, root: Token) -> str | None:
    """Where a time stands as seen from a mention; None for the clause of another mention."""
    if _says_when_published(root, draft):
        return "report"
    if root.i in draft.scope:
        return "clause"
    speech = next(
        (
            above
            for above in list(root.ancestors)[:2]
            if above.lemma_.lower() in SPEECH_VERBS and (above == root.head or above.i not in draft.scope)
        ),
        None,
    )
    if speech is not None:
        return "clause" if _closes_the_quoted(root, speech, draft) else "report"
    return None if root.i in draft.foreign or _is_tried(draft) else "sentence"


def _places_of(draft: Draft, doc: Doc, places: Sequence[PlaceName]) -> list[int]:
    """Place names of the mention: those of its clause, else of its sentence; names that only modify an actor are left
    out."""
    sent = draft.head.token.sent
    actor_words: set[int] = set()
    for token, _ in [*draft.agents, *draft.patients]:
        actor_words.add(token.i)
        actor_words.update(child.i for child in token.lefts if child.dep_ in ("compound", "amod", "nmod", "poss"))
    for trigger in draft.triggers:
        actor_words.update(
            child.i
            for child in trigger.token.lefts
            if child.dep_ in ("amod", "poss") or child.lower_ in ("us", "u.s.", "uk")
        )
    if draft.attribution_span is not None:
        actor_words.update(token.i for token in draft.attribution_span)
    own: list[tuple[bool, int, int]] = []
    beside: list[tuple[bool, int, int]] = []
    for index, place in enumerate(places):
        if place.kind not in ("place", "capital") or not sent.start_char <= place.start < sent.end_char:
            continue
        span = doc.char_span(place.start, place.end, alignment_mode="expand")
        if (
            span is None
            or span.root.i in actor_words
            or span.root.i in draft.foreign
            or not _tells_where(span.root, draft)
        ):
            continue
        distance = min(abs(span.root.i - trigger.token.i) for trigger in draft.triggers)
        entry = (place.relation in ("from", "to", "none"), distance, index)
        (own if span.root.i in draft.scope else beside).append(entry)
    return [index for _, _, index in sorted(own or ([] if _is_tried(draft) else beside))]


def _tells_where(token: Token, draft: Draft) -> bool:
    """False for a place name that acts or that only modifies a noun: "Iraq said", "the US embassy"."""
    if token.dep_ in ("nsubj", "nsubjpass") and token.head.i not in {t.token.i for t in draft.triggers}:
        return False
    if token.dep_ in ("compound", "amod", "nmod") and token.head.pos_ in ("NOUN", "PROPN"):
        head = token.head
        return (
            head.i in {t.token.i for t in draft.triggers}
            or head.lower_ in _PLACE_WORDS
            or head.ent_type_ in ("GPE", "LOC", "FAC")
        )
    return True


_PLACE_WORDS = word_set("pipeline.extract", "place_words", "patterns/word_sets.csv")


def _is_tried(draft: Draft) -> bool:
    """True for a deed that a court punishes: "sentenced him on Thursday for the killing of two": an old one.

    The day and the place of the sentence are the court's.
    """
    current = draft.head.token
    for _ in range(6):
        if current.dep_ == "prep" and current.head.lemma_.lower() in _COURT:
            return True
        current = current.head
    return False


def _is_background(draft: Draft) -> bool:
    """Told in the past perfect, or as what the main clause answers to: an earlier event."""
    token = draft.head.token
    verb = token if token.pos_ in ("VERB", "AUX") else None
    if verb is not None and any(c.dep_ in ("aux",) and c.lower_ == "had" for c in verb.children) and verb.tag_ == "VBN":
        return verb.dep_ in ("relcl", "acl", "advcl")
    if _is_tried(draft):
        return True
    current = token
    for _ in range(4):
        head = current.head
        if current.dep_ == "prep" and current.lower_ in ("for", "over", "since", "to") and head.lower_ in _OCCASIONS:
            return True
        if current.dep_ == "pobj" and head.lower_ in ("following", "since") and head.dep_ == "prep":
            return True
        current = head
    return False


def _crowd(draft: Draft) -> str | None:
    """The size of a crowd in the article's words ("around 3,000", "dozens", "large"), None when it is not told."""
    if draft.crowd is None:
        return None
    head = draft.crowd
    count = casualties.count_people(head)
    if count.low is not None and (
        head.pos_ == "NUM" or any(child.dep_ in ("nummod", "quantmod") for child in head.lefts) or count.low > 2
    ):
        words = text_of(head.doc)[count.start : count.end]
        number = [child for child in head.lefts if child.dep_ == "nummod"]
        if number:
            words = text_of(head.doc)[count.start : number[-1].idx + len(number[-1])]
        elif head.pos_ != "NUM" and " of " in words:
            words = words.split(" of ")[0]
        return " ".join(words.split()).lower()[:60]
    for token in [*head.lefts, *head.ancestors]:
        if token.lower_ in (
            "large",
            "huge",
            "massive",
            "big",
            "mass",
            "several",
            "dozens",
            "hundreds",
            "thousands",
            "small",
            "scores",
        ):
            return "large" if token.lower_ in ("huge", "big", "mass") else token.lower_
        if token.pos_ == "NOUN" and lemma(token) in ("gathering", "crowd", "group"):
            for child in token.lefts:
                if child.lower_ in ("large", "huge", "massive", "big", "small"):
                    return "large" if child.lower_ in ("huge", "big") else child.lower_
    return None
