"""Whether the violence after which forces hold people was a fight of their own: "arrested three after a gun battle"."""

from __future__ import annotations

from collections.abc import Set
from typing import TYPE_CHECKING

from pipeline.extract.arguments import prepositional
from pipeline.extract.nouns import PERSONAL, categories, lemma
from pipeline.extract.relations import SUBJECTS
from pipeline.extract.word_sets import word_set
from pipeline.reference.actors import actor_category
from pipeline.reference.actors.categories import SERVICES

if TYPE_CHECKING:
    from spacy.tokens import Token

#: Verbs of those who hold people.
HOLDING_VERBS = word_set("holding_verbs")
#: Those of them that say who does it.
_BY_POLICE = frozenset({"arrest", "detain"})
#: Nouns of a fight that has two sides, and of what forces do to find people.
_CLASHES, _HUNTS = word_set("clash_nouns"), word_set("hunt_nouns")
#: Where forces look for people.
_HIDEOUTS = word_set("hideouts")
#: What no force that arrests people does in its own operation.
_CRIMES = frozenset({"abduct", "kidnap", "rape"})
_ON = frozenset({"against", "at", "on", "targeting"})


def leads_to_others_deed(after: Token, told: Set[int], violent: Set[int]) -> bool:
    """Does "after" lead from those whom forces hold to an attack of others; and to no fight of their own: "arrested
    three after a gun battle"?

    Args:
        after: The preposition.
        told: Indices of the trigger words around.
        violent: Those of them that tell violence.
    """
    verb = held_after(after)
    if verb is None or verb.i not in told:
        return False
    deeds = [child for child in after.rights if child.dep_ in ("dobj", "pobj") and child.i in violent]
    return bool(deeds) and not any(is_own_fight(deed) for deed in deeds)


def held_after(after: Token) -> Token | None:
    """The verb by which forces hold somebody after something: "detained 12 men following a blast"; None for other words
    than "after" and "following", and for other verbs."""
    verb = after.head.head if after.head.dep_ == "dobj" else after.head
    if after.lower_ not in ("after", "following") or lemma(verb) not in HOLDING_VERBS:
        return None
    if any(child.dep_ in ("agent", "nsubj") for child in verb.children):
        return verb
    # "Two men were arrested after a bomb attack": by the police; who "was captured after an ambush" fell to others.
    is_by_police = lemma(verb) in _BY_POLICE and any(child.dep_ == "nsubjpass" for child in verb.lefts)
    return verb if is_by_police else None


def is_own_fight(deed: Token) -> bool:
    """Did forces that hold people afterwards fight in what a noun tells: "after a clash", "after a raid on a hideout",
    "after an ambush against the rebels"; not "after a raid on a school", "after an offensive by gangs"?"""
    word = lemma(deed)
    by = [noun for _, noun in prepositional(deed, {"by"})]
    if by:
        return any(actor_category(noun.text) in SERVICES for noun in by)
    if word in _CLASHES:
        sides = [noun for _, noun in prepositional(deed, {"between"})]
        return not sides or any("force" in categories(noun) and not _is_of_a_group(noun) for noun in sides)
    struck = [noun for _, noun in prepositional(deed, _ON) if noun.ent_type_ not in ("DATE", "TIME")]
    if any(_is_of_a_group(noun) for noun in struck):
        return True
    if word not in _HUNTS or _tells_of_others(deed):
        return False
    return all(lemma(noun) in _HIDEOUTS for noun in struck)


def _is_of_a_group(noun: Token) -> bool:
    return actor_category(noun.text) in ("armed_group", "gang")


def _tells_of_others(deed: Token) -> bool:
    """ "A raid in which gunmen killed ten", "in which pupils were kidnapped": a clause about a deed that names others
    as those who did it."""
    for clause in deed.rights:
        if clause.dep_ not in ("acl", "relcl"):
            continue
        doers = [c for c in clause.children if c.dep_ in SUBJECTS and c.dep_ != "nsubjpass"]
        doers += [c for agent in clause.rights if agent.dep_ == "agent" for c in agent.children]
        if lemma(clause) in _CRIMES or any(categories(c) & PERSONAL and _is_of_a_group(c) for c in doers):
            return True
    return False
