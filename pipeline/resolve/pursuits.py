"""The groups whose men an operation was after."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from pipeline.language.word_sets import word_set
from pipeline.reference import actors as actor_table
from pipeline.reference.actors import categories
from pipeline.resolve.named_groups import named_group
from pipeline.resolve.resolved_actors import ResolvedActor

#: Words of an operation that stand before the name of the group whose men it is after.
_PURSUIT = word_set("pipeline.reference.actors", "pursuit")
#: How many words may stand between them: "targeting a senior leader and weapons facilitator of the Haqqani network".
_PURSUIT_REACH = 14
_PURSUED_AFTER = re.compile(
    r"^[^.]{0,80}?\b(?:was|were|as|being) (?:also )?(?:the |a )?(?:primary |main )?(?:target|targeted|pursued|"
    r"sought|wanted)\b"
)
#: "The Taliban weapons facilitator is responsible for ...": the man whom the sentence before was about.
_DEFINITE = re.compile(r"\W*(?:The|This)\b[\w\s-]{0,20}$")
#: "The first is a Taliban leader. He was captured in the district."
_HE = re.compile(r"\W*(?:He|She|They)\b")
_OF_A_LEADER = re.compile(
    r"[\w\s,/-]{0,40}?\b(?:leaders?|commanders?|sub-?commanders?|facilitators?|financiers?|governor|emir|member|operative|chief|official|insurgent)\b"
)
#: Who tells it.
_SAYS = re.compile(r" (?:\w+ )?(?:added|announced|claimed|confirmed|said|says|stated)\b")
#: "Killed three of its men", and who tells it behind.
_OWN_MEN = re.compile(r"\b(?:its|their) (?:\w+ )?(?:commanders?|fighters|guerrillas|members|men|militants)\b")
#: "A Taliban commander was among the dead."
_AMONG_THE_DEAD = re.compile(r"[\w\s-]{0,30}? (?:was|were) among (?:the|those) (?:dead|killed|slain)\b")
_GENERIC_SUSPECT = word_set("pipeline.reference.actors", "suspect_heads")


def pursued(
    sentences: Sequence[str], country: str | None, day: date | None
) -> list[tuple[ResolvedActor, int, int, int]]:
    """The groups whose men an operation was after, as the sentences that tell it name them: "while searching for a
    Taliban commander".

    Returns:
        Each group once, with the index of the sentence and the offsets of the name in it.
    """
    out: list[tuple[ResolvedActor, int, int, int]] = []
    for index, sentence in enumerate(sentences):
        for start, end, _ in actor_table.name_spans(sentence):
            before = re.findall(r"[\w'-]+", sentence[:start].lower())[-_PURSUIT_REACH:]
            is_of_him = index > 0 or any(_HE.match(behind) for behind in sentences[1:2])
            known_man = is_of_him and _DEFINITE.match(sentence[:start]) and _OF_A_LEADER.match(sentence[end:])
            after = sentence[end:]
            says = _SAYS.match(after) is not None
            if says and not _OWN_MEN.search(sentence[:start]):
                continue  # "killed three men in a raid, Hamas said"
            is_of_the_dead = _OF_A_LEADER.match(after) and ("including" in before[-4:] or _AMONG_THE_DEAD.match(after))
            is_sought = bool(set(before) & _PURSUIT) or _PURSUED_AFTER.search(after) is not None
            if not (is_sought or known_man or is_of_the_dead or says):
                continue
            found = named_group(sentence[start:end], country, day, None)
            if (
                found is not None
                and found.category in categories.MEMBER_GROUPS
                and all(found.name != other.name for other, *_ in out)
            ):
                out.append((replace(found, rule="resolve.actor_pursued.v1"), index, start, end))
    return out


def may_be_pursued(actor: ResolvedActor, words: str) -> bool:
    """True for those of whom a text says only that they are suspects: "two suspected insurgents", "several
    individuals"."""
    if actor.category == "armed_group":
        return actor.is_generic and not actor.is_known
    heads = re.findall(r"[a-z]+", words.lower())
    return (
        actor.category in ("civilian", "gang")
        and actor.is_generic
        and not actor.associates
        and (bool(set(heads) & {"suspected", "suspect", "suspects"}) or bool(heads and heads[-1] in _GENERIC_SUSPECT))
    )
