"""What a crowd does and what is done to it (CODING_RULES 2.4, step 3): protests, riots, mobs."""

from __future__ import annotations

import re

from pipeline.classify.deliveries import REMOTE
from pipeline.classify.facts import GUN_FIGHTS, Facts
from pipeline.contract import actor_types
from pipeline.language.quotes import quoted
from pipeline.language.word_sets import word_set
from pipeline.records import ActorSide, Candidate
from pipeline.reference.actors import is_party

#: Classes of triggers of a crowd, and those beside which a fight is no brawl.
_CROWD = frozenset("protest riot disperse".split())
_NO_BRAWL = _CROWD | REMOTE | {"shoot", "territory"}
_CROWD_WORDS = word_set("pipeline.classify", "crowd_words")
#: Those who fight forces, and are no crowd.
_FIGHTERS = word_set("pipeline.classify", "owners_other")
#: Where a riot is none of demonstrators.
_PRISON_WORDS = word_set("pipeline.classify", "prison_words")
#: Words of a phrase that names both sides of a fight.
_RIVALS = word_set("pipeline.classify", "rivals")
_LETHAL_WORDS = word_set("pipeline.classify", "lethal_words")
#: People from whom on somebody's violence is that of a crowd (CODING_RULES 2.2).
_SEVERAL = 3
#: Verbs of those who go for each other with their fists or with words.
_OF_FISTS_OR_WORDS = frozenset({"attack", "target"})
#: Whom a crowd strikes that strikes back: "residents threw stones at each other".
_AT_EACH_OTHER = re.compile(r"\b(?:at|with) (?:each other|one another)\b")
#: Where such words are said, who says them, and what is no word.
_DEBATE_WORDS = word_set("pipeline.classify", "debate_words")
_DEBATERS = word_set("pipeline.classify", "debaters")
_BLOW_WORDS = word_set("pipeline.classify", "blow_words")
_EACH_OTHER_OVER = re.compile(r"\b(?:each other|one another) (?:[\w-]+ ){0,2}?over\b", re.I)
#: What a mob does outside of any demonstration.
_MOB_RULES = frozenset(
    "riot.angry_mob riot.lynch riot.mob_attack riot.mob_destroy riot.mob_justice riot.vandalise".split()
)
#: Words for people without arms, and a fight of them as a noun.
_UNARMED = word_set("pipeline.classify", "unarmed_people")
_BETWEEN_PEOPLE = re.compile(
    rf"\b(?:clash(?:es)?|fight(?:s|ing)?|violence) between (?:the )?(?:[\w-]+ ){{0,2}}?"
    rf"(?:{'|'.join(sorted(_UNARMED))})\b",
    re.I,
)
#: A crowd's fight with forces, as a noun.
_WITH_FORCES = re.compile(
    r"\b(?:clash(?:es|ed)?|scuffles?|(?:running|street) battles?) with (?:the )?(?:[\w-]+ ){0,2}?"
    r"(?:police|officers|troops|soldiers|guards|(?:security|police|army) forces)\b",
    re.I,
)
#: A crowd that a vehicle ran into.
_RUN_INTO = re.compile(
    r"\b(?:crash(?:ed|es|ing)?|drives?|driven|drove|driving|plough(?:ed|s|ing)?|plow(?:ed|s|ing)?|ram(?:med|s|ming)?)\b"
    r"[^.;]{0,40}\binto\b[^.;]{0,30}\b(?:crowd|demonstrators|marchers|protesters|protestors)\b",
    re.I,
)
#: Shots that are meant to hit nobody, and shots at a crowd.
_OVERHEAD = re.compile(r"\bwarning shots?\b|\b(?:in|into) the air\b|\bover the(?:ir)? heads\b")
_AT_CROWD = re.compile(
    r"\b(?:at|into|on) (?:the |a |an )?(?:[\w-]+ ){0,2}(?:crowds?|demonstrators|marchers|people|protesters)\b"
)
#: Wounds that are not serious.
_LIGHTLY = re.compile(
    r"\b(?:lightly|slightly)[- ](?:hurt|injured|wounded)\b"
    r"|\b(?:light|minor|slight) (?:bruises|injur(?:ies|y)|wounds)\b",
    re.I,
)
#: Wounds that are.
_BADLY = re.compile(r"\b(?:badly|critically|gravely|seriously|severely)[- ](?:hurt|injured|wounded)\b", re.I)
#: What a crowd suffers without anybody's intent, and classes of what forces do to it.
_CRUSHED = re.compile(r"\b(?:trampled|crushed) (?:to death|underfoot)\b|\bstampedes?\b", re.I)
_OF_FORCE = frozenset({"abduct", "attack", "beat", "disperse", "shoot"})
#: Words of killing with a gun.
_SHOT = word_set("pipeline.classify", "shot_words")
#: Words of worship and mourning: a procession of pilgrims that is bombed or shot at is no protest.
_DEVOTION_WORDS = word_set("pipeline.classify", "devotion_words")
_WORSHIP_WORDS = word_set("pipeline.classify", "worship_words") | _DEVOTION_WORDS
_PROCESSIONS = frozenset({"pilgrimage", "procession", "processions"})
#: Words by which a procession is a demonstration after all.
_PARTISAN_WORDS = word_set("pipeline.classify", "partisan_words")
_CROWD_RULES_OF_SPEECH = frozenset({"protest.verb", "protest.noun"})
_MILITIAS = frozenset({actor_types.POLITICAL_MILITIA, actor_types.IDENTITY_MILITIA})
_VIGILANTES = ("vigilante", "villager", "resident", "mob", "crowd")
#: Words for a bottle of petrol that is thrown.
_FIRE_BOMBS = word_set("pipeline.classify", "fire_bomb_words")


def _is_gathering(facts: Facts) -> bool:
    """False for a hunger strike, a strike that brings nobody together, or worshippers whom a bomb or gunmen hit."""
    is_shot = facts.words & _PROCESSIONS and facts.classes & {"kill", "shoot"} and "protest.verb" not in facts.rules
    worships = facts.classes & REMOTE and facts.words & _DEVOTION_WORDS or is_shot and facts.words & _WORSHIP_WORDS
    if worships and not facts.words & _PARTISAN_WORDS:
        return False
    if _is_roadblock_of_fighters(facts):
        return False
    return not (
        {"hunger", "strike"} <= facts.words
        and facts.rules & _CROWD_RULES_OF_SPEECH == {r for r in facts.rules if r.startswith("protest.")}
    )


def _is_roadblock_of_fighters(facts: Facts) -> bool:
    """ "Members of Boko Haram blocked the road and killed seven": an armed group with a name demonstrates nowhere."""
    told = {rule for rule in facts.rules if rule.startswith("protest.")}
    by_group = any(s.is_known and s.category == "armed_group" for s in facts.candidate.side1)
    return told == {"protest.block_road"} and by_group and "kill" in facts.classes


def is_of_vigilantes(side: ActorSide) -> bool:
    """Armed people of a place without a name of their own, who take the law."""
    return side.is_generic and side.inter in _MILITIAS and any(word in side.text.lower() for word in _VIGILANTES)


def _is_mob(facts: Facts) -> bool:
    """An unorganised violent crowd acts on its own account: lynchers, vigilantes, villagers who take the law."""
    if "lynch" in facts.classes:
        return True
    by_vigilantes = any(map(is_of_vigilantes, facts.candidate.side1))
    return by_vigilantes and bool(facts.classes & {"kill", "beat", "attack"})


def _is_quarrel(facts: Facts) -> bool:
    """ "The candidates attacked each other in a debate": with words, where nobody is hurt and nothing is thrown."""
    is_bare = facts.rules == {"clash.each_other"} and set(facts.candidate.head_lemmas) <= _OF_FISTS_OR_WORDS
    if not is_bare or facts.has_hurt or facts.candidate.weapon or facts.words & _BLOW_WORDS:
        return False
    heads = {side.text.lower().split()[-1] for side in facts.candidate.side1}
    is_said = bool(facts.words & _DEBATE_WORDS or heads & _DEBATERS)
    is_over = _EACH_OTHER_OVER.search(quoted(facts.candidate.evidence, "event")) is not None
    return is_said or is_over or any(side.category == "official" for side in facts.candidate.side1)


def _is_duel(facts: Facts) -> bool:
    """ "Two drivers, each with his name, clashed on lap seven": two persons are no crowd."""
    people = [p for p in facts.candidate.participants if p.role in ("perpetrator", "target", "victim")]
    is_named = bool(people) and all(p.kind == "individual" and p.canonical is not None for p in people)
    return is_named and len(people) < _SEVERAL and facts.classes == {"clash"} and not facts.has_hurt


def mob(facts: Facts) -> str | None:
    """Step 3: crowd violence outside a demonstration."""
    if _is_quarrel(facts) or _is_duel(facts):
        return None
    if _is_mob(facts) and not facts.classes & {"protest", "clash"}:
        return "Mob violence"
    unarmed = not (facts.armed1 or facts.armed2) or _are_partisans(facts)
    both = bool(facts.candidate.side1 and facts.candidate.side2)
    no_brawl = bool(facts.classes & _NO_BRAWL or facts.rules & GUN_FIGHTS)  # who returns fire has a gun
    if "clash" in facts.classes and unarmed and (both or _is_between_rivals(facts)) and not no_brawl:
        return "Mob violence"  # two communities fight each other
    has_guns = bool(facts.classes & (_NO_BRAWL - {"shoot"}) or facts.rules & GUN_FIGHTS)  # forces may shoot at a crowd
    if "clash" in facts.classes and not has_guns and _is_of_people_and_forces(facts):
        return "Violent demonstration" if facts.words & _CROWD_WORDS else "Mob violence"
    if "clash.each_other" in facts.rules and unarmed and facts.candidate.side1 and not no_brawl and not _is_pair(facts):
        return "Mob violence"  # "supporters of rival clubs fought each other"
    if "clash.fight_with_arms" in facts.rules and unarmed and not facts.classes & _NO_BRAWL:
        return "Mob violence"  # "residents of two villages fought with sticks"
    rioters = any(s.inter == actor_types.RIOTERS for s in facts.candidate.side1)
    if (
        rioters
        and not facts.classes & _CROWD
        and facts.classes & {"destroy", "loot", "damage", "beat", "injure", "kill", "attack"}
    ):
        return "Violent demonstration" if facts.words & _CROWD_WORDS else "Mob violence"
    return None


def _are_partisans(facts: Facts) -> bool:
    """ "Workers of the two parties clashed": parties that no word arms."""
    return all(_is_partisan(facts, side) for side in (*facts.armed1, *facts.armed2))


def _is_partisan(facts: Facts, side: ActorSide) -> bool:
    """Is a side of a party that no word arms?"""
    is_armed = bool(facts.words & _SHOT or facts.candidate.weapon)
    return is_party(side.name, facts.candidate.event_date) and not is_armed


def _is_between_rivals(facts: Facts) -> bool:
    """ "Supporters of two rival parties fought", "clashes between residents of two villages": both sides in one
    phrase."""
    return (
        "clash.fight_of_rivals" in facts.rules
        or any(are_rivals(p.phrase or p.text) for p in facts.candidate.participants)
        or _BETWEEN_PEOPLE.search(quoted(facts.candidate.evidence, "event")) is not None
    )


def struck_each_other(candidate: Candidate) -> bool:
    """ "Residents threw stones at each other": two crowds."""
    return _AT_EACH_OTHER.search(quoted(candidate.evidence, "event")) is not None


def are_rivals(phrase: str) -> bool:
    """Does one phrase name both sides of a fight: "rival clubs", "warring militias"?"""
    return not _RIVALS.isdisjoint(phrase.lower().split())


def _is_of_people_and_forces(facts: Facts) -> bool:
    """ "Students clashed with police": unarmed people and forces of a state, and nobody else; not "soldiers clashed in
    the port, killing ten dockers", whom a fight only befell."""
    armed = [side for side in (*facts.armed1, *facts.armed2) if not _is_partisan(facts, side)]
    if facts.words & _FIGHTERS:
        return False  # "soldiers, rebels and civilians died in the confrontations"
    if not armed or any(side.inter not in actor_types.OF_STATES for side in armed):
        return False
    if facts.civilians and _WITH_FORCES.search(quoted(facts.candidate.evidence, "event")):
        return True  # "two miners were killed in clashes with police"
    forces = {side.start for side in armed}
    people = [p for p in facts.candidate.participants if p.kind == "individual" and p.start not in forces]
    partisans = [side for side in (*facts.armed1, *facts.armed2) if _is_partisan(facts, side)]
    return bool(facts.crowd or facts.civilians or partisans) and any(person.effect is None for person in people)


def _is_pair(facts: Facts) -> bool:
    """One or two people: fewer than make a crowd."""
    counts = [p.count for p in facts.candidate.participants if p.role == "perpetrator"]
    return bool(counts) and sum(count or _SEVERAL for count in counts) < _SEVERAL


def _crowd_acts(facts: Facts) -> bool:
    """The crowd is the one that attacks: it stands first, and nobody armed beside it."""
    struck = bool(facts.candidate.side2) or any(p.kind == "physical" for p in facts.candidate.participants)
    first = facts.candidate.side1[0].inter if facts.candidate.side1 else None
    is_of_crowd = first in actor_types.CROWDS and struck and not facts.armed1 and "peaceful" not in facts.words
    return is_of_crowd and _RUN_INTO.search(quoted(facts.candidate.evidence, "event")) is None


def _are_many_unarmed(facts: Facts) -> bool:
    """ "Students vandalised the offices": the doers are many, and have no arms."""
    doers = [p.text.lower().split()[-1] for p in facts.candidate.participants if p.role == "perpetrator" and p.text]
    return not facts.armed1 and not _UNARMED.isdisjoint(doers)


def _shot_or_own(facts: Facts) -> bool:
    """Were those killed shot, which is no deed of a crowd, or of the crowd themselves?"""
    is_shot = "shoot" in facts.classes or bool(facts.words & _SHOT)
    return is_shot or any(side.inter in actor_types.CROWDS for side in facts.candidate.side2)


def violent_crowd(facts: Facts) -> str | None:
    """Step 3: a crowd whose own conduct is violent, in a demonstration or outside one."""
    if not facts.classes & _CROWD:
        return None
    riot_rules = {rule for rule in facts.rules if rule.startswith("riot.")}
    if riot_rules == {"riot.throw_stones"} and _is_fire_attack(facts):
        return "Attack" if facts.has_hurt else "Looting/property destruction"
    if riot_rules == {"riot.throw_stones"} and _is_raid_with_fire(facts):
        return None
    if "protest" in facts.classes:
        riot_rules -= {"riot.unrest"}  # "police fired on demonstrators in post-election unrest"
    if "beat" in facts.classes and facts.armed1 and not facts.crowd:
        riot_rules -= {"riot.unrest"}  # "police beat residents on a second day of unrest"
    is_seen = facts.crowd or facts.classes & {"protest", "disperse"} or _are_many_unarmed(facts)
    if riot_rules == {"riot.vandalise"} and not is_seen:
        return None  # things smashed, and nobody saw a crowd
    violent = (
        bool(riot_rules)
        or ("clash" in facts.classes and bool(facts.crowd or "protest" in facts.classes))
        or (bool(facts.classes & {"destroy", "loot"}) and all(s.category == "police" for s in facts.armed1))
        or (bool(facts.classes & {"destroy", "loot"}) and _crowd_acts(facts))
        or (bool(facts.classes & {"attack", "beat"}) and _crowd_acts(facts))
        or ("kill" in facts.classes and _crowd_acts(facts) and not _shot_or_own(facts))
    )
    if not violent:
        return None
    communal = (
        bool(facts.classes & {"kill", "clash", "beat"})
        and not any(s.inter in actor_types.OF_STATES for s in (*facts.candidate.side1, *facts.candidate.side2))
        and "protest" not in facts.classes
    )
    demonstration = bool(facts.words & _CROWD_WORDS) or bool(facts.classes & {"protest", "disperse"})
    is_of_mob = bool(facts.classes & {"loot", "beat"}) or (bool(riot_rules) and riot_rules <= _MOB_RULES)
    is_of_mob = is_of_mob or bool(facts.words & _PRISON_WORDS)
    is_of_mob = is_of_mob or struck_each_other(facts.candidate)
    if communal or (not demonstration and is_of_mob):
        return "Mob violence"
    return "Violent demonstration"


def _is_fire_attack(facts: Facts) -> bool:
    """ "Attackers threw a petrol bomb at a shop": of men of whom nobody makes a crowd, with nothing but fire bombs."""
    is_by_few = bool(facts.armed1) and all(side.is_generic and side.inter in _MILITIAS for side in facts.armed1)
    return (
        is_by_few
        and not facts.crowd
        and not facts.classes & {"protest", "disperse"}
        and bool(facts.words & _FIRE_BOMBS)
    )


def _is_raid_with_fire(facts: Facts) -> bool:
    """ "Three policemen were killed when the Maoists threw petrol bombs at their post": a known group, and no crowd."""
    is_by_group = bool(facts.armed1) and all(
        side.is_known and side.inter in actor_types.NON_STATE_GROUPS for side in facts.armed1
    )
    is_of_crowd = bool(facts.crowd or facts.classes & {"protest", "disperse"})
    return is_by_group and bool(facts.armed2) and not is_of_crowd and bool(facts.words & _FIRE_BOMBS)


def _is_accident(facts: Facts) -> bool:
    """ "Nine were trampled to death at a rally": nobody used force against those who died in a crush."""
    is_of_forces = any(s.inter in actor_types.OF_STATES for s in (*facts.armed1, *facts.armed2))
    is_of_force = is_of_forces or bool(facts.classes & _OF_FORCE)
    return not is_of_force and _CRUSHED.search(quoted(facts.candidate.evidence, "event")) is not None


def peaceful_crowd(facts: Facts) -> str | None:
    """Step 3: a peaceful crowd; what is done to it decides among the protests."""
    if not facts.classes & _CROWD or facts.classes & _CROWD == {"riot"} or not _is_gathering(facts):
        return None
    if _is_accident(facts):
        return None
    classes = facts.classes
    lethal_means = bool(
        facts.words & _LETHAL_WORDS and {"force", "ammunition", "bullets", "rounds", "fire"} & facts.words
    )
    is_warning = not lethal_means and is_overhead(facts)
    said = quoted(facts.candidate.evidence, "event")
    is_light = _LIGHTLY.search(said) is not None and _BADLY.search(said) is None
    if "shoot" in classes and ("disperse.tear_gas" in facts.rules or is_warning) and not facts.has_hurt:
        classes -= {"shoot"}  # tear gas and rubber bullets are fired too, and are not lethal means
    if (
        classes & {"shoot", "kill", "die", "toll"}
        or facts.has_dead
        or (facts.has_hurt and classes & {"attack", "bomb", "explode", "grenade", "beat", "injure"} and not is_light)
        or (lethal_means and classes & {"disperse", "shoot", "beat", "attack"})
    ):
        return "Excessive force against protesters"
    if is_warning or classes & {"disperse", "beat", "arrest", "attack", "abduct"}:
        return "Protest with intervention"
    return "Peaceful protest"


def is_overhead(facts: Facts) -> bool:
    """ "Fired warning shots", "fired into the air" at a crowd, and not "and then into the crowd"."""
    told = quoted(facts.candidate.evidence, "event")
    return _OVERHEAD.search(told) is not None and _AT_CROWD.search(told) is None
