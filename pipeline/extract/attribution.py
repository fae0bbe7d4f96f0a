"""Who says who did it: stated as fact, claimed by a party, blamed by officials, suspected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.extract.arguments import (
    held_responsible,
    is_passive,
    noun_phrase,
    objects,
    prepositional,
    speech_clause,
    subjects,
)
from pipeline.extract.draft import Draft
from pipeline.extract.nouns import categories, lemma, may_act
from pipeline.reference.actors import kind_named

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

_CLAIM = frozenset({"claim"})
_SAYING = frozenset({"acknowledge", "admit", "announce", "say"})
_IT, _ITS = frozenset({"it", "they", "we"}), frozenset({"its", "our", "their"})
_BLAME = frozenset("blame accuse attribute connect link hold".split())
_ACCUSED = frozenset({"accuse", "blame"})
_SUSPECTED = frozenset("suspected alleged presumed purported".split())
_BELIEVE = frozenset("believe suspect think say allege".split())
_NO = frozenset({"no", "neither"})
_NOBODY = frozenset({"nobody", "none", "noone"})
_PARTIES = frozenset({"force", "organization", "person"})


def attribute(draft: Draft) -> None:
    """Set who says so and how surely; those who are blamed act, where nobody else does."""
    if _suspect(draft) or _claim_or_blame(draft):
        return
    source = _source(draft.head.token)
    struck = {token.i for token, _ in draft.patients} | {head.i for head, _, _ in draft.counts if head is not None}
    if source is not None and not any(token.i in struck for token in source):
        draft.attribution_span = source


def _suspect(draft: Draft) -> bool:
    """ "suspected rebels", "men believed to be rebels"."""
    for token, _ in draft.agents:
        words = [c for c in token.lefts if c.lower_ in _SUSPECTED] + [
            c
            for c in token.children
            if c.dep_ in ("acl", "relcl") and lemma(c) in _BELIEVE and c.tag_ in ("VBN", "VBD", "VB")
        ]
        if words:
            draft.attribution, draft.attribution_span = "suspected", token.doc[words[0].i : words[0].i + 1]
            return True
    return False


def _claim_or_blame(draft: Draft) -> bool:
    """ "the group claimed that it killed", "officials blamed the group for the attack"."""
    speech = speech_clause(draft.head.token)
    for token in [draft.head.token, *([speech] if speech is not None else [])]:
        sent = token.sent
        for verb in [token, *token.ancestors]:
            if verb.pos_ != "VERB" or not sent.start <= verb.i < sent.end:
                continue
            who = subjects(verb)
            if any(_is_nobody(s) for s in who):
                continue  # "no group has claimed the attack"
            if lemma(verb) in _CLAIM and any(categories(s) & _PARTIES for s in who):
                draft.attribution, draft.attribution_span = "claimed", noun_phrase(who[0])
                if not draft.agents and _is_another(draft.head.token) and may_act(who[0]):
                    draft.agents.append((who[0], "argument.claimed"))
                return True
            if lemma(verb) in _SAYING and who and _is_own_deed(draft, who[0]):
                draft.attribution, draft.attribution_span = "claimed", noun_phrase(who[0])
                return True
            if lemma(verb) in _BLAME and who and verb.i != draft.head.token.i and _blame(draft, verb, who[0]):
                return True
            if lemma(verb) in _ACCUSED and verb.i != draft.head.token.i and is_passive(verb):
                # "The rebels are accused of killing two": those who do it are named, and nobody who says so.
                by = [noun for _, noun in prepositional(verb, {"by"})]
                draft.attribution = "blamed"
                draft.attribution_span = noun_phrase(by[0]) if by else verb.doc[verb.i : verb.i + 1]
                if not draft.agents:
                    draft.agents.extend([(item, "argument.blamed") for item in who if may_act(item)][:1])
                return True
    return False


def _is_own_deed(draft: Draft, speaker: Token) -> bool:
    """ "The Taliban said it had carried out a bombing", "the group said its fighters had killed nine": an armed group
    that tells of its own deed claims it; an army that does so states it."""
    if kind_named(noun_phrase(speaker).text) != "armed_group":
        return False
    doers = [token for token, _ in draft.agents]
    doc = speaker.doc
    is_pointed_at = any(doc[i].lower_ in _IT and doc[i].dep_ == "nsubj" for i in draft.scope)
    return bool(doers) and all(
        (token == speaker and is_pointed_at) or token.lower_ in _IT or any(c.lower_ in _ITS for c in token.lefts)
        for token in doers
    )


def _is_another(deed: Token) -> bool:
    """ "Claimed a similar attack": no deed told before, so that only these words say who did it."""
    return deed.pos_ == "NOUN" and any(child.dep_ == "det" and child.lower_ in ("a", "an") for child in deed.lefts)


def _is_nobody(who: Token) -> bool:
    """ "No group", "nobody", "none of the factions"."""
    return who.lower_ in _NOBODY or any(child.dep_ in ("det", "neg") and child.lower_ in _NO for child in who.children)


def _blame(draft: Draft, verb: Token, by: Token) -> bool:
    whom = held_responsible(verb) if lemma(verb) == "hold" else objects(verb)
    if not whom or is_passive(verb):
        return False
    on_whom = lemma(verb) == "blame" and not may_act(whom[0])  # "blamed the attack on the rebels"
    accused = [noun for _, noun in prepositional(verb, {"on"})] if on_whom else whom
    draft.attribution, draft.attribution_span = "blamed", noun_phrase(by)
    if not draft.agents:
        draft.agents.extend([(item, "argument.blamed") for item in accused if may_act(item)][:1])
    return True


def _source(trigger: Token) -> Span | None:
    """Those who are quoted: the subject of the verb of saying, or what follows "according to"."""
    speech = speech_clause(trigger)
    if speech is not None:
        # "No casualties have been reported", "it was reported by the army".
        who = [noun for _, noun in prepositional(speech, {"by"})] if is_passive(speech) else subjects(speech)
        return noun_phrase(who[0]) if who and who[0].pos_ in ("NOUN", "PROPN") else None
    for token in trigger.sent:
        if token.lower_ == "according" and token.i + 1 < len(token.doc) and token.nbor(1).lower_ == "to":
            named = [child for child in token.nbor(1).children if child.dep_ == "pobj"]
            return noun_phrase(named[-1]) if named else None
    return None
