"""How a mention is told: as fact or not, and as one incident or as the sum of a campaign."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.extract import campaign_tolls, realis
from pipeline.extract.draft import SPEECH, Draft
from pipeline.extract.triggers import Trigger
from pipeline.language.event_classes import DEMONSTRATION, VIOLENCE

if TYPE_CHECKING:
    from spacy.tokens import Token

#: Classes of harm that vouch for what did it: "the attack that could end the truce killed five".
_VOUCHING = frozenset("kill die injure toll explode shoot clash".split())
#: Classes too weak to stand for the sentence when another is only denied or planned.
_WEAK = frozenset("die toll injure".split())
#: Classes that are always one incident, whatever is counted beside them.
_SINGLE = frozenset({"suicide_bomb", "ambush"})
#: Classes of what is done to a crowd to disperse it.
_MEETING = frozenset({"attack", "beat", "shoot"})
#: What leads to what went on while something happened.
_DURING = frozenset({"amid", "during"})


def told_members(members: Sequence[Trigger]) -> list[Trigger]:
    """The triggers of a group that carry its event: those told as fact where there are some.

    "announced that it has killed" tells a killing, not a declaration; "seized power and arrested nobody" a coup.
    """
    speech = [m for m in members if m.kind in SPEECH]
    if speech:
        content = {
            token.i
            for m in speech
            for child in m.token.children
            if child.dep_ in ("ccomp", "xcomp", "dobj")
            for token in child.subtree
        }
        happened = [
            m
            for m in members
            if m.kind not in SPEECH and m.token.i in content and realis.judge(m.token)[0] == "asserted"
        ]
        # A march that somebody announces is a plan; who announces it makes no declaration of war or peace.
        planned = [m for m in members if m.kind in DEMONSTRATION and m.token.i in content]
        return happened or planned or list(members)
    judged = [(m, realis.judge(m.token)[0]) for m in members]
    is_told = any(code in ("asserted", "attempted") for _, code in judged)
    # "Fired warning shots to disperse protesters": the crowd was there, whatever became of it.
    met = {m.token.i for m, code in judged if code == "asserted" and m.kind in _MEETING}
    aims = [m for m, code in judged if code == "future" and m.kind == "disperse" and m.token.head.i in met]
    aimed_at = {token.i for m in aims for token in m.token.subtree}
    told = [
        _as_tried(m) if code == "attempted" else m
        for m, code in judged
        if code in ("asserted", "attempted")
        or (is_told and code == "pattern" and _went_on_then(m.token))
        or (m.kind in DEMONSTRATION and m.token.i in aimed_at)
    ]
    return told if any(m.kind not in _WEAK for m in told) else list(members)


def _went_on_then(noun: Token) -> bool:
    """ "Died in a fire during a wave of unrest": general, and still what they died in."""
    above = next((word for word in noun.ancestors if word.dep_ == "prep" and word.lower_ != "of"), None)
    return noun.pos_ == "NOUN" and above is not None and above.lower_ in _DURING


def _as_tried(trigger: Trigger) -> Trigger:
    """A place that was only fought for did not change hands: who "tried to overrun the post" attacked it."""
    return replace(trigger, kind="attack", rule="attack.try_to_take") if trigger.kind == "territory" else trigger


def set_mood(draft: Draft) -> None:
    """Asserted if any trigger of the mention tells a fact that vouches for its event, else the mood of its head."""
    judged = [(realis.judge(m.token), m) for m in draft.triggers]
    speech = next(((token, m) for (_, token), m in judged if m.kind in SPEECH), None)
    if speech is not None:
        draft.realis, draft.realis_token = speech[1].kind, speech[0] or speech[1].token
        return
    own = next((found for found, m in judged if m is draft.head), ("asserted", None))
    for (code, _), member in judged:
        if code != "asserted" or member.kind not in VIOLENCE | DEMONSTRATION:
            continue
        if own[0] in ("asserted", "attempted") or member.kind in _VOUCHING:
            is_attempt = own[0] == "attempted" and member is draft.head
            draft.realis, draft.realis_token = ("attempted", own[1]) if is_attempt else ("asserted", None)
            return
    if own[0] == "declaration" and draft.head.kind in DEMONSTRATION:
        own = ("future", own[1])
    draft.realis, draft.realis_token = own


def mark_cumulative(draft: Draft, member: Trigger, first: int) -> None:
    """Mark the counts that a trigger gave, from index `first` on, as a campaign's where its words say so."""
    if len(draft.counts) > first and campaign_tolls.is_cumulative(member.token):
        draft.counts[first:] = [
            (head, effect, replace(count, is_cumulative=True)) for head, effect, count in draft.counts[first:]
        ]


def is_cumulative(draft: Draft) -> bool:
    """True where all that a mention counts is the total of a campaign, or it counts nobody and speaks of a campaign."""
    if any(m.kind in _SINGLE for m in draft.triggers):
        return False
    if draft.counts:
        return all(count.is_cumulative for _, _, count in draft.counts)
    if draft.head.kind == "protest" and all(m.kind == "protest" for m in draft.triggers):
        return any(campaign_tolls.has_gone_on(m.token) for m in draft.triggers)
    return any(m.kind in VIOLENCE and campaign_tolls.is_cumulative(m.token) for m in draft.triggers)
