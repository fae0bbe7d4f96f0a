"""Where the event that a word belongs to ends: the edges of a parse that lead out of it."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from pipeline.extract.arguments import ONE_MORE, is_passive, objects, prepositional, subjects
from pipeline.extract.deed_signs import DYING, WOUNDS, begins_with_not_only, is_pluperfect
from pipeline.extract.earlier_clauses import is_days_after, is_hours_after, is_long_after, is_of_the_last_one
from pipeline.extract.nouns import PERSONAL, categories, lemma
from pipeline.extract.own_fights import HOLDING_VERBS, is_own_fight, leads_to_others_deed
from pipeline.extract.protest_causes import ABOUT, is_in_protest, sparked_a_protest
from pipeline.extract.relations import SUBJECTS
from pipeline.extract.scenes import (
    have_own_scenes,
    is_fronted_place,
    is_scene,
    settings,
    tells_what_went_on_there,
)
from pipeline.extract.trials import leads_to_a_deed
from pipeline.extract.triggers import Trigger
from pipeline.extract.word_sets import word_set
from pipeline.language.event_classes import VIOLENCE

if TYPE_CHECKING:
    from spacy.tokens import Token

#: Words under which an event noun is the reason or the background of the clause, not a part of what it tells.
_BARRIER_PREPOSITIONS = word_set("barrier_prepositions")
_BARRIER_MARKS = frozenset("while whereas although though since if unless until because".split())
#: What crowds have with the police.
_CLASHES = frozenset({"battle", "brawl", "clash", "confrontation", "fight", "scuffle", "skirmish"})
_BARRIER_NOUNS = word_set("barrier_nouns")
#: Categories of what kills nobody.
_PLACES = frozenset({"building", "place", "place_site", "road", "territory"})
_GOING_OFF = frozenset({"blow", "detonate", "explode", "go"})
_CAUSES = frozenset("after following against over at because since for as".split())
_DECLARING = frozenset("threaten vow warn declare announce pledge promise suspend".split())
#: Strategic matters, which violence may have brought about.
_CALM = frozenset("security deploy change agreement escape release surrender withdraw base".split())
_OCCASIONS = frozenset("after following amid despite during".split())
_SUPPRESSING = frozenset("arrest detain beat attack disperse assault apprehend".split())
#: What is told of what went before: a weapon averted, a grave found; and how many words above a clause that may stand.
_AFTERMATH = frozenset({"disrupt", "mass_grave"})
_NEAR = 4
#: How far above a clause the event may stand that it tells of.
_ABOVE = 6
_SUPPRESSING_SHOTS = frozenset("fire open shoot".split())
#: Verbs whose subjects only bear what others did, and the kinds of those who act.
_SUFFERING = frozenset("die drown lose receive suffer sustain".split())
_ACTING = frozenset({"country", "force", "mob", "organization", "person"})
#: Verbs of what an operation does to people, by which it is counted.
_TOLLS = word_set("toll_verbs")
#: Verbs that tell what became of a crowd.
_HURTING = frozenset("die hurt injure kill wound".split())
#: Words for those who demonstrate, and for others who come as a crowd.
_CROWDS, _DEMONSTRATORS = word_set("crowds"), word_set("demonstrators")
#: How a protest hangs on the verb of those who hold it: "held a march", "gathered to protest".
_CARRIED = frozenset({"advcl", "dobj", "xcomp"})
#: Verbs whose "to" tells how far the violence went: "beaten to death", "brought the toll to nine".
_TO_RESULT = frozenset("beat burn stone stab hack bring rise climb lead".split())
#: Times that last longer than an event, and what is done to those for whom people rise.
_LASTING = frozenset({"month", "week", "year"})
_HOLDING, _TAKEN = frozenset({"arrest", "detain", "imprison", "jail"}), frozenset({"arrest", "detention"})
#: Verbs of those who do not kill: "condemned to death".
_SENTENCING = frozenset("close condemn put sentence vow vote".split())
#: How somebody is killed.
_WAYS_TO_FALL = frozenset("ambush behead execute gun hack kill knife machinegun murder shoot stab".split())
#: Verbs that count the dead of one event.
_KILLING = frozenset({"behead", "execute", "gun", "kill", "massacre", "murder", "shoot", "slay"})
#: Rules of what a crowd does to things, over what befell somebody before: "torched a van after a boy was shot".
_OF_ANGRY_CROWDS = frozenset({"riot.mob_destroy", "riot.vandalise"})
#: Nouns that tell that people were taken.
_TAKINGS = frozenset({"abduction", "disappearance", "kidnap", "kidnapping"})
#: What people do whom something strikes on their way.
_FLEEING = frozenset({"escape", "flee", "return", "travel"})


@dataclass(frozen=True, slots=True)
class Heads:
    """Indices of trigger words.

    Attributes:
        every: All of them.
        crowd: Those that name a protest or a riot.
        calm: Those that name a strategic matter.
        averted: Those that tell how a weapon came to nothing, or that the dead were found.
        violent: Those that tell violence.
    """

    every: frozenset[int]
    crowd: frozenset[int]
    calm: frozenset[int]
    averted: frozenset[int]
    violent: frozenset[int]


def heads_of(triggers: Iterable[Trigger]) -> Heads:
    """The indices of some triggers, by kind."""
    found = list(triggers)
    return Heads(
        every=frozenset(t.token.i for t in found),
        crowd=frozenset(t.token.i for t in found if t.kind in ("protest", "riot") or t.rule in _OF_ANGRY_CROWDS),
        calm=frozenset(t.token.i for t in found if t.kind in _CALM),
        averted=frozenset(t.token.i for t in found if t.kind in _AFTERMATH),
        violent=frozenset(t.token.i for t in found if t.kind in VIOLENCE),
    )


def is_barrier(token: Token, heads: Set[int], kinds: Heads) -> bool:
    """Does the edge from a token to its head lead out of the event that the token belongs to?

    Args:
        token: The token below the edge.
        heads: Indices of the trigger words that may be of one event.
        kinds: Those of all the triggers around.
    """
    crowd, calm, averted = kinds.crowd, kinds.calm, kinds.averted
    dep, head = token.dep_, token.head
    if _is_of_fatal_wounds(token):
        return False  # "died of wounds he suffered when gunmen attacked his house"
    if dep == "prep" and _has_crowd_subject(head, crowd) and _leads_to_their_fight(token):
        return False  # "three protesters were arrested after clashes with police"
    if head.i in calm and dep == "prep" and token.lower_ in _OCCASIONS:
        return True  # "closed the border after the attack": the attack is an event of its own
    if dep in ("acl", "prep") and leads_to_others_deed(token, kinds.every, kinds.violent):
        return True  # "police arrested two men after a grenade attack that killed three"
    if dep == "advcl" and _is_answered(token, heads, kinds.violent):
        return True  # "arrested two men after gunmen killed ten": two events
    if is_of_the_last_one(token):
        return True
    if dep == "prep" and is_in_protest(head):
        return True  # "resigned in protest at the killing of a student"
    if sparked_a_protest(token):
        return True  # "the protests were triggered by the death of a student"
    if dep == "prep" and token.lower_ in ABOUT and any(c.dep_ == "dobj" and c.i in crowd for c in head.rights):
        return True  # "held a march in Lahore against the arrest of a colleague"
    if _lasted_before(token, crowd) or _is_cause_of_wrath(token, kinds):
        return True
    if leads_to_a_deed(token):
        return True  # "arrested a man accused of shooting two", "made an arrest in the killing of a trader"
    if dep in ("acl", "relcl") and averted & {head.i, *(above.i for above in islice(head.ancestors, _NEAR))}:
        return False  # "a missile fired from the hills was intercepted", "found the bodies of people killed in the war"
    if _fell_to_others(token, heads):
        return True  # "a man stabbed three before he was shot dead by police"
    if dep in ("ccomp", "parataxis", "csubj"):
        return not (head.i in heads and lemma(head) in _DECLARING)
    if (head.i in crowd or _has_crowd_subject(head, crowd)) and (
        (dep == "prep" and token.lower_ in _CAUSES)
        or (dep == "advcl" and any(child.dep_ == "mark" and child.lower_ in _CAUSES for child in token.children))
    ):
        if dep == "advcl" and lemma(token) in _SUPPRESSING | _SUPPRESSING_SHOTS and not _acts(token, crowd):
            return not _strikes_the_crowd(token)  # "protesters were hurt after police beat them"
        return True  # what a protest is about is not what happens in it
    if dep in ("prep", "advcl") and head.i in heads and lemma(head) in _DECLARING:
        return True
    if dep == "relcl" and head.dep_ in SUBJECTS and head.head.i in crowd:
        return True  # "parents of girls who were abducted last year marched"
    if dep in ("relcl", "acl") and (
        token.i in crowd or any(c.i in crowd for c in token.children if c.dep_ in _CARRIED)
    ):
        return False  # "fired at people who were protesting", "lawyers staging a sit-in were beaten"
    if dep == "relcl":
        return _is_relative_apart(token, heads)
    if dep == "acl" and head.i not in heads:
        return head.dep_ not in ("ROOT", "appos", "conj", "attr", "dobj") or any(
            c.dep_ == "aux" and c.lower_ == "to" for c in token.children
        )
    if dep == "advcl" and head.i in heads and lemma(head) in _SUPPRESSING and crowd & {t.i for t in token.subtree}:
        return False  # "were detained while they held a demonstration": what was done to the crowd
    if dep == "advcl" and _adds_a_toll(token):
        return False
    if dep == "advcl" and _had_killed_others(token):
        return True  # "killed 14 fighters after an ambush had killed five policemen"
    if dep == "advcl":
        return is_long_after(token) or any(
            child.dep_ == "mark" and child.lower_ in _BARRIER_MARKS for child in token.children
        )
    if dep == "conj" and token.pos_ == head.pos_ == "NOUN" and {token.i, head.i} <= kinds.every:
        return _strikes_others(token, head)
    if dep == "conj" and token.pos_ in ("VERB", "AUX"):
        return _tells_apart(token, kinds)
    if dep == "prep" and (
        is_days_after(token) or (is_hours_after(token) and any(_acts_itself(c, heads) for c in token.children))
    ):
        return True  # "five days after the murder of his rival", "hours after taking Bama"
    if dep == "prep" and token.lower_ in _BARRIER_PREPOSITIONS:
        return not _leads_to_its_result(token) and head.pos_ not in ("NUM",)
    if dep == "pobj" and token.head.dep_ == "prep" and token.head.head.lower_ in _BARRIER_NOUNS:
        return True
    return lemma(token) in _BARRIER_NOUNS and dep in ("pobj", "dobj")


def _leads_to_their_fight(after: Token) -> bool:
    """ "After clashes with police": where those who are arrested had been."""
    clashes = [child for child in after.rights if child.dep_ == "pobj" and lemma(child) in _CLASHES]
    with_whom = [noun for clash in clashes for _, noun in prepositional(clash, {"with"})]
    return after.lower_ in ("after", "following") and any("force" in categories(noun) for noun in with_whom)


def _is_of_fatal_wounds(token: Token) -> bool:
    """Does an edge lie between the word for the wounds of which somebody died and how he came by them?"""
    for below in (token, *islice(token.ancestors, _ABOVE)):
        if below.dep_ in ("acl", "relcl") and lemma(below) in _SUFFERING and lemma(below.head) in WOUNDS:
            return any(lemma(above) in DYING for above in islice(below.head.ancestors, _ABOVE))
    return False


def _fell_to_others(clause: Token, heads: Set[int]) -> bool:
    """Does a clause tell by whom he was killed who did what the verb above it tells: "a man stabbed three before he was
    shot dead by police"?"""
    above = clause.head
    if clause.dep_ != "advcl" or not {clause.i, above.i} <= heads:
        return False
    fallen = next((child for child in clause.lefts if child.dep_ == "nsubjpass"), None)
    doer = next((child for child in above.lefts if child.dep_ == "nsubj"), None)
    is_one = fallen is not None and doer is not None and doer.tag_ in ("NN", "NNP") and fallen.lower_ in ("he", "she")
    return is_one and any(child.dep_ == "agent" for child in clause.rights)


def _lasted_before(prep: Token, crowd: Set[int]) -> bool:
    """ "The army ousted him after months of demonstrations": protests of a time before, and none of that day."""
    if prep.dep_ != "prep" or prep.lower_ not in ("after", "amid", "following"):
        return False
    lasting = [child for child in prep.rights if child.dep_ == "pobj" and lemma(child) in _LASTING]
    return any(word.i in crowd for time in lasting for word in time.subtree)


def _is_cause_of_wrath(clause: Token, kinds: Heads) -> bool:
    """ "Supporters stormed a villa after their leader was arrested", "after his arrest": what others did before, for
    which people rise."""
    above = clause.head
    is_after = clause.dep_ == "advcl" and any(c.dep_ == "mark" and c.lower_ == "after" for c in clause.lefts)
    is_held = lemma(clause) in _HOLDING and any(c.dep_ == "nsubjpass" and c.lower_ != "they" for c in clause.lefts)
    of_one = clause.dep_ == "prep" and clause.lower_ in ("after", "following", "over") and _tells_of_an_arrest(clause)
    if not ((is_after and is_held) or of_one) or above.i not in kinds.violent | kinds.crowd or is_passive(above):
        return False
    doers = [kind for noun in subjects(above) for kind in categories(noun)]
    return "person" in doers and "force" not in doers


def _tells_of_an_arrest(link: Token) -> bool:
    """ "[After] his arrest", "the detention of a cleric": of one who is not of the crowd."""
    nouns = [noun for noun in link.rights if noun.dep_ == "pobj" and noun.lower_ in _TAKEN]
    return any(c.dep_ == "poss" and c.lower_ != "their" for noun in nouns for c in noun.lefts) or any(
        True for noun in nouns for _ in prepositional(noun, {"of"})
    )


def _had_killed_others(clause: Token) -> bool:
    """Do a clause with "after" and the verb above it each count people killed, so that they tell two events?"""
    is_after = any(child.dep_ == "mark" and child.lower_ == "after" for child in clause.lefts)
    return is_after and _counts_killed(clause) and _counts_killed(clause.head)


def _counts_killed(verb: Token) -> bool:
    people = objects(verb) if not is_passive(verb) else []
    return lemma(verb) in _KILLING and any(child.dep_ == "nummod" for noun in people for child in noun.children)


def _is_relative_apart(clause: Token, heads: Set[int]) -> bool:
    """Does a relative clause tell another event than the one of those whom it speaks of?"""
    head = clause.head
    if head.head.i in heads and lemma(head.head) in _SUPPRESSING and is_pluperfect(clause):
        return True  # "to arrest men who had killed a soldier"
    if head.i not in heads and is_pluperfect(clause) and _counts_killed(clause):
        return True  # "as troops returned from an operation in which they had killed 20 militants"
    if _flees(clause):
        return False  # "fired missiles at families who were fleeing near Tyre on Saturday"
    if _tells_of_event(clause, heads):
        return False  # "an attack on a post in the north in which three soldiers were killed"
    if tells_what_went_on_there(clause):
        return False  # "six died in Gao, where a mob attacked the police"
    if _tells_how_they_fell(clause, heads):
        return False  # "the assassination of six priests who were machinegunned on Monday"
    first = head
    while clause.i in heads and first.dep_ == "conj" and first.head.pos_ in ("NOUN", "PROPN"):
        first = first.head  # "released a mayor and two aides whom they had seized"
    return head.i not in heads and first.head.i not in heads


def _tells_how_they_fell(clause: Token, heads: Set[int]) -> bool:
    """Does a clause say what was done to those whose death a noun tells: "the murder of a judge who was shot"?"""
    of = clause.head.head
    is_of_death = clause.head.dep_ == "pobj" and of.lower_ == "of" and of.head.i in heads and of.head.pos_ == "NOUN"
    is_done = any(child.dep_ == "nsubjpass" and child.lower_ in ("who", "that") for child in clause.lefts)
    return is_of_death and is_done and lemma(clause) in _WAYS_TO_FALL and not is_pluperfect(clause)


def _tells_apart(verb: Token, kinds: Heads) -> bool:
    """Does a verb tell another event than the one that "and" joins it to: "a bomb exploded at the bank, and another
    went off in the port"?"""
    head = verb.head
    own = [c for c in verb.children if c.dep_ in SUBJECTS]
    if lemma(verb) in _DECLARING and not own and head.i in kinds.violent:
        return True  # "seized the president and announced that the constitution was suspended"
    if verb.i in kinds.calm and any(c.pos_ in ("NOUN", "PROPN") for c in own):
        return True  # "eight were killed, and prisoners broke out of the jail"
    if lemma(verb) in _GOING_OFF and any(c.lower_ in ONE_MORE for c in own):
        return True  # "a bomb exploded at the bank, and another went off in the port"
    if verb.i in kinds.averted and head.i not in kinds.averted and any(_is_one_more(c) for c in own):
        return True  # "a bomb exploded at the bank, and a second device was defused"
    if not own or any(c.pos_ == "PRON" for c in own):
        return have_own_scenes(verb, head)
    if any(child.lower_ == "but" for child in head.children) and begins_with_not_only(head):
        return True  # "not only have priests been murdered, but this morning the police arrested two more"
    # "three were killed and seven wounded" is one event; with a place or a day of its own on both sides it is two.
    inside = set(verb.subtree)
    about = {t for one in (verb, head) for c in one.children if c.dep_ in SUBJECTS for t in c.subtree}
    # What stands before the first of both ("In Niger, 17 were killed and 20 wounded in B") is of both.
    first = min((c.left_edge.i for c in head.children if c.dep_ in SUBJECTS), default=head.i)
    if any(is_fronted_place(c, own[0]) for c in verb.lefts) and any(
        is_fronted_place(c, word) for word in head.lefts if word.dep_ in SUBJECTS for c in head.lefts
    ):
        return True  # "In A, demonstrators burned a bank, and in B some 2,000 people marched"
    outside = [t for t in head.subtree if t not in inside | about and t.i > first]
    told = settings(inside - about)
    if any(is_scene(t) for t in own[0].subtree):
        told.add("where")  # "..., and gunmen in Quetta shot a banker"
    return bool(told & settings(outside))


def _strikes_others(deed: Token, before: Token) -> bool:
    """Was one of two deeds that "and" joins a kidnapping, and the other one of somebody else: "the kidnapping of three
    nurses and the murder of a judge"; not "and the murder of their driver"?"""
    if (lemma(deed) in _TAKINGS) == (lemma(before) in _TAKINGS):
        return False
    if any(not any(child.lower_ == "of" for child in noun.rights) for noun in (before, deed)):
        return False  # "the kidnapping and murder of a judge"
    struck = [noun for _, noun in prepositional(deed, {"of"})]
    return not any(n.pos_ == "PRON" or any(c.lower_ == "the" or c.dep_ == "poss" for c in n.lefts) for n in struck)


def _flees(verb: Token) -> bool:
    """ "Who were fleeing": what those did who were struck on their way."""
    is_on = verb.tag_ == "VBG" and any(c.dep_ == "aux" and c.lower_ in ("was", "were") for c in verb.lefts)
    return is_on and lemma(verb) in _FLEEING


def _adds_a_toll(verb: Token) -> bool:
    """ "Killed two insurgents while detaining three others": what the same force did in the same operation."""
    marks = [child for child in verb.lefts if child.dep_ == "mark"]
    is_beside = verb.tag_ == "VBG" and [mark.lower_ for mark in marks] == ["while"]
    is_of_toll = {lemma(verb), lemma(verb.head)} <= _TOLLS and lemma(verb) != lemma(verb.head)
    return is_beside and is_of_toll and not any(child.dep_ == "auxpass" for child in verb.head.children)


def _is_one_more(noun: Token) -> bool:
    """ "Another", "a second device"."""
    return noun.lower_ in ONE_MORE or any(child.lower_ in ONE_MORE for child in noun.lefts)


def _is_answered(clause: Token, heads: Set[int], violent: Set[int]) -> bool:
    """Do others tell violence in a clause with "after" than those who do something of their own to somebody in the
    clause above: "police arrested two men after gunmen killed ten", "after ten people were abducted"?"""
    above = clause.head
    if not any(child.dep_ == "mark" and child.lower_ == "after" for child in clause.lefts):
        return False
    done, their = ([c for c in verb.rights if c.dep_ == "dobj"] for verb in (above, clause))
    if not done or heads.isdisjoint({above.i, *(c.i for c in done)}) or lemma(above) in _SUFFERING:
        return False
    if violent.isdisjoint({clause.i, *(c.i for c in their)}):
        return False
    others, doers = ([c for c in verb.lefts if c.dep_ == "nsubj"] for verb in (clause, above))
    if lemma(above) in HOLDING_VERBS and clause.i in violent:
        others = others or [c for c in clause.lefts if c.dep_ == "nsubjpass"]  # who was struck, and not by whom
    if not others or not doers or others[0].pos_ == "PRON" or others[0].lower_ == doers[0].lower_:
        return False
    if others[0].i in violent and is_own_fight(others[0]):
        return False  # "arrested three after a gun battle left two dead"
    if "mob" in categories(others[0]) or others[0].lower_ in _DEMONSTRATORS | _CROWDS:
        return False  # "police opened fire after protesters stormed the station" is one event
    return doers[0].pos_ == "PRON" or bool(categories(doers[0]) & _ACTING)


def _strikes_the_crowd(verb: Token) -> bool:
    """ "After police beat them", "after police opened fire", "as police shot two people dead": not "after police shot a
    farmer", which is what a protest is about."""
    if any(child.dep_ == "mark" and child.lower_ == "as" for child in verb.lefts) or lemma(verb.head) in _HURTING:
        return True  # "four demonstrators were wounded after police shot several people"
    struck = [c for c in verb.children if c.dep_ in ("dobj", "nsubjpass") and categories(c) & PERSONAL]
    return all(c.pos_ == "PRON" or c.lower_ in _DEMONSTRATORS for c in struck)


def _leads_to_its_result(to: Token) -> bool:
    """ "Beaten to death", "brought the toll to nine": not "sentenced to death"."""
    if to.lower_ != "to":
        return False
    is_deadly = any(child.lower_ == "death" for child in to.rights) and lemma(to.head) not in _SENTENCING
    return lemma(to.head) in _TO_RESULT or is_deadly


def _tells_of_event(verb: Token, heads: Set[int]) -> bool:
    """Is a clause with "in which" about an event told before it, whatever noun the parser hangs it on; or one that
    tells what no place does: "an attack on a church in Juba that killed nine"?"""
    is_within = any(
        child.dep_ == "prep" and child.lower_ == "in" and any(inner.lower_ == "which" for inner in child.children)
        for child in verb.children
    )
    is_within = is_within or (verb.i in heads and _has_place_for_doer(verb))
    above = (verb.head, *islice(verb.head.ancestors, _ABOVE))
    return is_within and any(word.i in heads or _is_behind_one(word, heads) for word in above)


def _is_behind_one(verb: Token, heads: Set[int]) -> bool:
    """ "It was behind a bombing at a funeral that killed nine": the deed whose place the parser hangs on the verb."""
    return any(link == "behind" and noun.i in heads for link, noun in prepositional(verb, {"behind"}))


def _has_place_for_doer(clause: Token) -> bool:
    """Does a clause hang on a place or a building, and say that it did something: "a church that killed nine"?"""
    subjects = [child.lower_ for child in clause.lefts if child.dep_ == "nsubj"]
    is_place = not _PLACES.isdisjoint(categories(clause.head)) and categories(clause.head).isdisjoint(PERSONAL)
    return is_place and clause.head.dep_ == "pobj" and subjects in (["that"], ["which"])


def _acts(token: Token, crowd: frozenset[int]) -> bool:
    """Is it the crowd that does this?"""
    return any(c.dep_ in SUBJECTS and (c.i in crowd or c.pos_ == "PRON") for c in token.children)


def _has_crowd_subject(token: Token, crowd: frozenset[int]) -> bool:
    """Is it a protest that a verb tells of: "protests began"?"""
    return bool(crowd) and any(child.i in crowd for child in token.children if child.dep_ in ("nsubj", "nsubjpass"))


def _acts_itself(clause: Token, heads: Set[int]) -> bool:
    """ "Hours after rebels shot two", "hours after taking Bama": a clause that the parser hangs on "after", with doers
    of its own or another deed of the same."""
    has_doers = any(c.dep_ == "nsubj" and c.pos_ in ("NOUN", "PROPN") for c in clause.children)
    return clause.dep_ == "pcomp" and (has_doers or clause.i in heads)
