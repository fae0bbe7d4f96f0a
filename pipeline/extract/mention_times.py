"""Which time expression governs a mention, and how far it stands off."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from pipeline.extract.arguments import SPEECH_VERBS, prepositional
from pipeline.extract.deed_signs import DYING, WOUNDS
from pipeline.extract.draft import Draft
from pipeline.extract.nouns import REMAINS, lemma
from pipeline.extract.protest_causes import is_in_protest
from pipeline.extract.relations import is_compared, looks_back_to
from pipeline.extract.texts import text_of
from pipeline.extract.times import (
    NO_DAY,
    exactness,
    heads_entry,
    is_dateline,
    is_holiday,
    is_month_or_year,
    is_of_another_year,
    is_of_this_week,
    is_vague,
)
from pipeline.extract.trials import is_day_of_ceremony, is_day_of_court
from pipeline.extract.word_sets import word_set
from pipeline.records import TimeExpression

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

#: What may stand before and must stand behind the day that heads an item of a digest.
_BULLETS = " -*\u2022\u00b7(["
_ENDS_HEADING = (":", "-", "\u2013", "\u2014", ")", "]")
#: Verbs whose object happened before: "today condemned the attack".
_REACTING_VERBS = word_set("reacting_verbs")
_PUBLISHING_VERBS = word_set("publishing_verbs")
#: What a toll does, and words for one.
_COUNTING_VERBS = word_set("counting_verbs")
_COUNTS = word_set("counts")
#: Words between a verb of saying and its day.
_BEFORE_DAYS = frozenset("on early late here in a statement".split())
_POINTING = frozenset("both that the these this those".split())
#: What leads from those who are struck to what they are said to have done.
_ACCUSING = frozenset({"accuse", "suspect"})
#: How exactly "this week" dates something (`times.exactness`).
_SOME_DAYS = 1
#: Times that can say on which day something happened.
_DATING = frozenset({"DATE", "TIME"})

#: What befell those whose bodies are found.
_TAKING = frozenset({"abduct", "capture", "detain", "disappear", "kidnap", "seize", "take", "vanish"})


def time_of(draft: Draft, doc: Doc, times: Sequence[TimeExpression], published: date | None) -> tuple[int | None, str]:
    """The time expression that governs a mention, and how far it stands off.

    It stands in the clause of the mention, in its sentence, or beside a verb of saying ("report"). Within each, what
    says a day comes before what says a month or less ("on Monday at 9 p.m."), and the nearer before the farther; a day
    of the sentence comes before a time of the clause that says no day. The day of the report in a dateline governs
    nothing. A length of time that is counted from the mention ("two days after it") comes last but for the report's.
    """
    sent = draft.head.token.sent
    is_found_later = _are_remains_of_somebody_told(draft)
    found: dict[str, list[tuple[int, int, int]]] = {"clause": [], "sentence": [], "report": []}
    of_outcome: set[int] = set()
    for index, time in enumerate(times):
        if not sent.start_char <= time.start < sent.end_char:
            continue
        rank = exactness(time)
        if is_dateline(time) or (time.type not in _DATING and rank == NO_DAY) or _is_anniversary(times, index):
            continue
        span = doc.char_span(time.start, time.end, alignment_mode="expand")
        if span is None or span.root.head.dep_ == "amod" or is_day_of_ceremony(time, span.root, draft, published):
            continue  # "the recently deposed president"
        if (span.root.head.lower_ != "since" and is_compared(span.root)) or looks_back_to(span.root):
            continue  # "the worst day since the Feb. 1 coup", "the largest march since 2011"
        if rank < _SOME_DAYS and is_holiday(time) and span.root.dep_ in ("compound", "nmod"):
            rank = _SOME_DAYS  # "into an Independence Day crowd on Monday"
        distance = min(abs(span.root.i - trigger.token.i) for trigger in draft.triggers)
        if is_month_or_year(time) and _says_when_followed(span.root, draft):
            found["sentence"].append((rank, distance, index))
            continue  # "was overthrown in 2011 after protests in the capital"
        is_reported = (
            is_found_later or _follows_speech(span, draft) or is_day_of_court(time, span.root, draft, published)
        )
        if _says_when_died_later(span.root, draft) or _says_when_freed(span.root, draft):
            of_outcome.add(index)
        scope = "report" if is_reported else _time_scope(draft, span.root, time, published)
        if scope == "sentence" and is_vague(time):
            continue  # "recently" speaks of its own verb alone
        if scope is not None:
            found[scope].append((rank, distance, index))
    said = [entry for scope in ("clause", "sentence") for entry in found[scope]]
    if any(rank < NO_DAY and index not in of_outcome for rank, _, index in said):
        found = {scope: [entry for entry in found[scope] if entry[2] not in of_outcome] for scope in found}
    for scopes in (("clause",), ("sentence",), ("clause", "sentence")):
        entries = [(*entry, scope) for scope in scopes for entry in found[scope]]
        if entries and (len(scopes) > 1 or min(entries)[0] < NO_DAY):
            *_, index, scope = min(entries)
            return index, scope
        if scopes == ("clause",) and entries and is_of_another_year(times[min(entries)[2]], published):
            return min(entries)[2], "clause"  # "stood on Saturday where a bomb killed 29 eleven years ago"
    heading = _heading_of(draft, doc, times)
    if heading is not None:
        return heading, "clause"
    counted = _counted_from(draft, doc, times)
    if counted is not None:
        return counted, "counted"
    return (min(found["report"])[2], "report") if found["report"] else (None, "none")


def _is_anniversary(times: Sequence[TimeExpression], index: int) -> bool:
    """The "today" of "thirty years ago today"."""
    before = times[index - 1] if index else None
    return before is not None and times[index].start - before.end == 1 and is_of_another_year(before, None)


def _is_of_relative_clause(root: Token, draft: Draft) -> bool:
    """ "The town, which troops entered last Friday, came under fire": a day of another deed than that of a mention."""
    heads = {trigger.token.i for trigger in draft.triggers}
    for above in root.ancestors:
        if above.i in heads:
            return False
        if above.dep_ == "relcl" and above.pos_ == "VERB":
            # "The blast, which happened on Friday" is dated by its clause.
            return above.head.i not in heads and heads.isdisjoint(word.i for word in above.subtree)
    return False


def _are_remains_of_somebody_told(draft: Draft) -> bool:
    """ "His body was found on Tuesday", "the driver was found dead": the day on which somebody came upon him is none on
    which he died."""
    token = next((t.token for t in draft.triggers if lemma(t.token) in REMAINS), draft.head.token)
    if lemma(token) in REMAINS:  # "the body of a man who was abducted on Sunday was found on Friday"
        of_taken = [noun for _, noun in prepositional(token, {"of"}) if any(map(_tells_of_taking, noun.rights))]
        return bool(of_taken) or any(c.dep_ == "poss" and (c.pos_ == "PRON" or _is_definite(c)) for c in token.children)
    verb = token.head
    is_found = draft.head.rule == "die.dead_adj" and verb.pos_ == "VERB" and lemma(verb) == "find"
    return is_found and any(c.dep_ == "nsubjpass" and (c.pos_ == "PRON" or _is_definite(c)) for c in verb.lefts)


def _tells_of_taking(clause: Token) -> bool:
    return clause.dep_ in ("acl", "relcl") and lemma(clause) in _TAKING


def _is_definite(noun: Token) -> bool:
    """ "The driver", "two of them"."""
    of_them = any(member.lower_ == "them" for _, member in prepositional(noun, {"of"}))
    return of_them or any(child.lower_ in ("her", "his", "the", "their") for child in noun.lefts)


def _heading_of(draft: Draft, doc: Doc, times: Sequence[TimeExpression]) -> int | None:
    """The day that heads the line of a mention in a digest or chronicle: "- 3 April 2023: Two soldiers were killed"."""
    text = text_of(doc)
    start = text.rfind("\n", 0, draft.head.token.idx) + 1
    for index, time in enumerate(times):
        if start <= time.start < draft.head.token.idx and time.type == "DATE":
            before, after = text[start : time.start], text[time.end : time.end + 2]
            return (
                index
                if not before.strip(_BULLETS)
                and (heads_entry(time) or (after[:1] in _ENDS_HEADING and exactness(time) < NO_DAY))
                else None
            )
    return None


def _counted_from(draft: Draft, doc: Doc, times: Sequence[TimeExpression]) -> int | None:
    """The length of time that something else happened after or before a mention: "two days after troops killed 11"."""
    head = draft.head.token
    for index, time in enumerate(times):
        if time.type != "DURATION" or not head.sent.start_char <= time.start < head.idx:
            continue
        span = doc.char_span(time.start, time.end, alignment_mode="expand")
        if span is None or span.end >= head.i or doc[span.end].lower_ not in ("after", "before"):
            continue
        link = doc[span.end]
        clause = link.head if link.dep_ == "mark" else link
        if head == clause or (clause == link or clause.i > link.i) and clause.is_ancestor(head):
            return index
    return None


def _follows_speech(span: Span, draft: Draft) -> bool:
    """True for the day behind a verb of saying: "officials said on Friday", "a resident told reporters Friday".

    The parser often hangs such a day on the verb of what is said. "Police said Friday's attack" is another matter.
    """
    doc, index = span.doc, span.start - 1
    if span.end < len(doc) and doc[span.end].tag_ == "POS":
        return False
    while index > span.sent.start and (doc[index].lower_ in _BEFORE_DAYS or doc[index].is_space):
        index -= 1
    if doc[index].pos_ in ("PROPN", "NOUN") and doc[index - 1].lower_ == "told":
        index -= 1
    verb = doc[index]
    is_speech = verb.lemma_.lower() in SPEECH_VERBS and verb.tag_ == "VBD"
    return is_speech and index > span.sent.start and all(trigger.token.i != index for trigger in draft.triggers)


def _says_when_published(root: Token, draft: Draft) -> bool:
    """True for the time of a report or a video: "a report published on Thursday"."""
    governor = root.head.head if root.head.dep_ == "prep" or root.head.pos_ == "ADP" else root.head
    is_publishing = governor.pos_ == "VERB" and governor.lemma_.lower() in _PUBLISHING_VERBS  # no police post
    return is_publishing and all(governor.i != t.token.i for t in draft.triggers)


def _says_when_reacted(root: Token, draft: Draft) -> bool:
    """True for the time of a reaction to what a noun names: "the minister on Friday condemned the attack"."""
    governor = root.head.head if root.head.dep_ == "prep" or root.head.pos_ == "ADP" else root.head
    token = draft.head.token
    return (
        governor.lemma_.lower() in _REACTING_VERBS
        and root.i < token.i
        and token.pos_ in ("NOUN", "PROPN")
        and governor.is_ancestor(token)
        and not (token.head == governor and token.dep_ == "nsubj")  # "on Saturday protesters demanded"
        and all(governor.i != t.token.i for t in draft.triggers)
    )


def _says_when_complained(root: Token, draft: Draft) -> bool:
    """True for the day on which people do something "in protest at the killing" of somebody."""
    complaint = next(filter(is_in_protest, draft.head.token.ancestors), None)
    return complaint is not None and not complaint.is_ancestor(root)


def _says_when_claimed(root: Token, draft: Draft) -> bool:
    """True for the time of a claim of what was told before: "the group claimed the blast on Monday"."""
    deed = draft.head.token
    is_claimed = deed.dep_ == "dobj" and deed.head.lemma_.lower() == "claim" and root.i > deed.i
    return is_claimed and any(child.lower_ in _POINTING for child in deed.lefts)


def _says_when_followed(root: Token, draft: Draft) -> bool:
    """True for the time of what came after: "rescuers searched the rubble on Wednesday after a strike", "vowed on
    Friday to isolate it after a bomber killed 44"."""
    governor = root.head.head if root.head.dep_ == "prep" or root.head.pos_ == "ADP" else root.head
    triggers = [trigger.token for trigger in draft.triggers]
    if governor.pos_ != "VERB" or any(governor in (token, token.head) for token in triggers):
        return False
    current = draft.head.token
    is_after = False
    while current.head != current:
        if current.head == governor or current.head.dep_ == "xcomp":
            marks = [current] if current.dep_ == "prep" else [c for c in current.children if c.dep_ == "mark"]
            is_after = is_after or any(mark.lower_ in ("after", "following") for mark in marks)
        if current.head == governor:
            return is_after
        current = current.head
    return False


def _says_when_counted(root: Token) -> bool:
    """True for the time at which a toll stood so high: "the toll rose to 29 on Sunday", "by Friday 30 had died"."""
    governor = root.head.head if root.head.dep_ == "prep" or root.head.pos_ == "ADP" else root.head
    if root.head.lower_ == "of" and root.head.head.lower_ == "as":
        return True  # "remained missing as of Thursday night"
    if root.head.lower_ == "by" and any(child.lower_ in ("had", "have", "has") for child in governor.children):
        return True
    subjects = [child for child in governor.children if child.dep_ in ("nsubj", "nsubjpass")]
    return governor.lemma_.lower() in _COUNTING_VERBS and any(subject.lower_ in _COUNTS for subject in subjects)


def _says_when_died_later(root: Token, draft: Draft) -> bool:
    """True for the day on which one died of a deed told with it: "died in hospital on Monday after gunmen shot him on
    Friday", "following a bomb attack on 10 February", "of wounds he suffered when gunmen shot him on Friday"."""
    dying = root.head.head if root.head.dep_ == "prep" or root.head.pos_ == "ADP" else root.head
    if dying.lemma_.lower() not in DYING or not any(trigger.token.i == dying.i for trigger in draft.triggers):
        return False
    deeds = [trigger.token for trigger in draft.triggers if trigger.token.i > max(dying.i, root.i)]
    links = [child for child in dying.rights if child.lower_ in ("after", "following")]
    links += [mark for c in dying.rights if c.dep_ == "advcl" for mark in c.lefts if mark.lower_ == "after"]
    links += [noun for noun in dying.subtree if noun.i > dying.i and lemma(noun) in WOUNDS]
    return any(link.i < deed.i for link in links for deed in deeds)


def _says_when_freed(root: Token, draft: Draft) -> bool:
    """True for the day on which those were let go whose kidnapping is told with it: "freed on Monday two officers whom
    they had kidnapped on 25 April"."""
    freeing = root.head.head if root.head.dep_ == "prep" or root.head.pos_ == "ADP" else root.head
    kinds = {trigger.kind for trigger in draft.triggers if trigger.token.i == freeing.i}
    return kinds == {"release"} and any(trigger.kind == "abduct" for trigger in draft.triggers)


def _closes_the_quoted(root: Token, speech: Token, draft: Draft) -> bool:
    """True for the day at the end of what is quoted: "rebels took the town on Tuesday, police said".

    The parser hangs a day between two commas on the verb of saying; the day of that would stand behind the verb.
    """
    speakers = [child for child in speech.children if child.dep_ == "nsubj"]
    if not speakers or root.i > speakers[-1].left_edge.i:  # the parser takes the end of a place for another speaker
        return False
    return any(trigger.token.i < root.i for trigger in draft.triggers)


def _is_when(root: Token, head: Token) -> bool:
    """ "The last attack was in 2009, when a bomb killed 60": a time whose clause tells the mention."""
    return head.dep_ == "relcl" and head.head == root and any(child.lower_ == "when" for child in head.lefts)


def _is_of_tried(root: Token, time: TimeExpression, draft: Draft, published: date | None) -> bool:
    """True for a time behind the word for an old deed that is none of these days: "was arrested over a murder in May".

    The parser hangs it on the verb of the arrest, now and then.
    """
    deed = draft.head.token.i if draft.is_old_deed and draft.deed_behind is None else draft.deed_behind
    return deed is not None and root.i > deed and not is_of_this_week(time, published)


def _ends_accusation(root: Token, draft: Draft) -> bool:
    """ "Beat to death two men accused of robbing a shop on Saturday": the day may be that of either deed, and the first
    is the news."""
    deed = root.head.head if root.head.dep_ == "prep" else root.head
    accused = deed.head.head
    is_accusation = deed.dep_ == "pcomp" and accused.dep_ == "acl" and lemma(accused) in _ACCUSING
    is_named = root.tag_ == "NNP" and not root.n_lefts  # "last Monday" is another day than the news
    triggers = {trigger.token.i for trigger in draft.triggers}
    return is_accusation and is_named and not triggers.isdisjoint((accused.head.head.i, accused.head.i))


def _time_scope(draft: Draft, root: Token, time: TimeExpression, published: date | None) -> str | None:
    """Where a time stands as seen from a mention; None for the clause of another mention."""
    if (
        _says_when_published(root, draft)
        or _says_when_reacted(root, draft)
        or _says_when_claimed(root, draft)
        or _says_when_complained(root, draft)
        or _says_when_followed(root, draft)
        or _says_when_counted(root)
    ):
        return "report"
    if _is_of_tried(root, time, draft, published):
        return None if draft.deed_behind is not None else "sentence"
    if any(_is_when(root, trigger.token) for trigger in draft.triggers):
        return "clause"
    if root.i in draft.scope:
        return "sentence" if _is_of_relative_clause(root, draft) else "clause"
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
    # What stands before a deed that a court hears is of the court.
    if _ends_accusation(root, draft):
        return "sentence"
    is_foreign = root.i in draft.foreign or (draft.is_old_deed and root.i < draft.head.token.i)
    return None if is_foreign else "sentence"
