"""The decision procedure (CODING_RULES 2.4): which sub-event a candidate is.

Each step is a function that gives a sub-event or None; the first that answers decides, and its name is the rule in the
evidence. What a word says of a weapon's delivery stands in `delivery.csv`, what a trigger class says in `kinds.csv`.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from pipeline.contract import actor_types
from pipeline.language.quotes import quoted
from pipeline.language.word_sets import word_set
from pipeline.records import ActorSide, Candidate
from pipeline.reference.actors import categories

_REMOTE = word_set("pipeline.classify", "remote_classes")
_HARM = word_set("pipeline.classify", "harm_classes")
_DEADLY = frozenset("kill die toll shoot injure".split())
_CROWD = frozenset("protest riot disperse".split())
_NO_BRAWL = _CROWD | _REMOTE | {"shoot", "territory"}
_CROWD_WORDS = word_set("pipeline.classify", "crowd_words")
#: Words for a fight of armed men of two tribes, clans or the like.
_TRIBAL_WORDS = word_set("pipeline.classify", "tribal_words")
#: Where a riot is none of demonstrators.
_PRISON_WORDS = word_set("pipeline.classify", "prison_words")
#: Words of a phrase that names both sides of a fight.
_RIVALS = word_set("pipeline.classify", "rivals")
_CAPTIVE_WORDS = word_set("pipeline.classify", "captive_words")
#: Rules of who comes into a place, and words by which those who held it leave.
_ENTERING = frozenset({"territory.advance", "territory.enter_name"})
_FLEEING_WORDS = word_set("pipeline.classify", "fleeing_words")
#: Words for people that do not say what they are.
_ANYBODY = frozenset({"dead", "others", "people", "persons"})
#: Those whom a rescue frees, and words of a rescue: "killed six and rescued 14 captives".
_FREED_WORDS = frozenset({"captive", "captives", "hostage", "hostages"})
_RESCUE_WORDS = word_set("pipeline.classify", "rescue_words")
_FIGHT_WORDS = word_set("pipeline.classify", "fight_words")
_LETHAL_WORDS = word_set("pipeline.classify", "lethal_words")
_SIDEARMS = word_set("pipeline.classify", "sidearms")
_OWN_GOAL_WORDS = word_set("pipeline.classify", "own_goal_words")
_MURDER_SIGNS = word_set("pipeline.classify", "murder_signs")
#: What was done to people who are found dead.
_BOUND = re.compile(
    r"\b(?:hands?|wrists?)(?: and (?:feet|legs))?(?: (?:had been|was|were))? (?:bound|tied)\b"
    r"|\b(?:bound|tied) (?:hands|and gagged)\b"
)
#: Words by which forces were off duty where they were struck.
_OFF_DUTY = word_set("pipeline.classify", "off_duty")
_RAID_WORDS = word_set("pipeline.classify", "raid_words")
#: People from whom on somebody's violence is that of a crowd (CODING_RULES 2.2).
_SEVERAL = 3
#: Verbs of those who go for each other with their fists or with words, where these are said, and who uses words.
_OF_WORDS = frozenset({"attack", "target"})
_DEBATE_WORDS = word_set("pipeline.classify", "debate_words")
_DEBATERS = word_set("pipeline.classify", "debaters")
_BLOW_WORDS = word_set("pipeline.classify", "blow_words")
_EACH_OTHER_OVER = re.compile(r"\b(?:each other|one another) (?:[\w-]+ ){0,2}?over\b", re.I)
#: What a mob does outside of any demonstration.
_MOB_RULES = frozenset(
    "riot.angry_mob riot.lynch riot.mob_attack riot.mob_destroy riot.mob_justice riot.vandalise".split()
)
#: Forces that those struck fought with.
_WITH_FORCES = re.compile(
    r"\b(?:clash(?:es|ed)?|scuffles?|(?:running|street) battles?) with (?:the )?(?:[\w-]+ ){0,2}?"
    r"(?:police|officers|troops|soldiers|guards|(?:security|police|army) forces)\b",
    re.I,
)
#: Shots that are meant to hit nobody, and shots at a crowd.
_OVERHEAD = re.compile(r"\bwarning shots?\b|\b(?:in|into) the air\b|\bover the(?:ir)? heads\b")
_AT_CROWD = re.compile(
    r"\b(?:at|into|on) (?:the |a |an )?(?:[\w-]+ ){0,2}(?:crowds?|demonstrators|marchers|people|protesters)\b"
)
#: Words of killing with a gun.
_SHOT = frozenset({"gun", "gunned", "shoot", "shot"})
#: What a war leaves lying about.
_DUDS = frozenset({"bomb", "grenade", "mortar", "rocket", "shell"})
#: Grenades that the police throw to scatter people.
_HARMLESS = re.compile(r"\b(?:flash|gas|smoke|sound|stun|tear[- ]gas)[- ]grenades?\b")
#: Rules of shooting whose weapon may be a gun or a mortar.
_FIRED = frozenset({"shoot.fire_at", "shoot.fire_shots"})
#: Words of worship and mourning: a procession of pilgrims that is bombed or shot at is no protest.
_DEVOTION_WORDS = word_set("pipeline.classify", "devotion_words")
_WORSHIP_WORDS = word_set("pipeline.classify", "worship_words") | _DEVOTION_WORDS
_PROCESSIONS = frozenset({"pilgrimage", "procession", "processions"})
#: Words by which a procession is a demonstration after all.
_PARTISAN_WORDS = word_set("pipeline.classify", "partisan_words")
_BOMBED_WORDS = word_set("pipeline.classify", "bombed_words")
_ARMIES = frozenset({"state", "external"})
_MILITIAS = frozenset({actor_types.POLITICAL_MILITIA, actor_types.IDENTITY_MILITIA})
_VIGILANTES = ("vigilante", "villager", "resident", "mob", "crowd")
#: Rules by which an explosion may be its maker's own.
_OWN_GOAL_RULES = frozenset({"explosion.plant", "explosion.device_noun", "explosion.explode", "explosion.go_off"})
#: Words for fighting that may only name the war around an event; a fight has a verb, an ambush or an assault as well.
_WAR_AROUND = frozenset({"clash.noun"})
#: "After the garrison withdrew without a fight", wherever in the sentence.
_UNFOUGHT = re.compile(r"\bwithout (?:an? |any |much )?(?:battle|combat|fight|fighting|resistance|shot)\b", re.I)
#: "Took control after the troops left": who left fought nobody.
_AFTER_LEAVING = re.compile(
    r"\b(?:control|over)\b.*\bafter [^.;,]*\b(?:army|forces|police|soldiers|troops) (?:had )?"
    r"(?:left|pulled out|vacated|withdrawn|withdrew)\b",
    re.I | re.S,
)
#: Words for those who may hold a place.
_OWNERS_STATE = word_set("pipeline.classify", "owners_state")
_OWNERS_OTHER = word_set("pipeline.classify", "owners_other")
#: What a place is handed over under.
_ACCORD_WORDS = word_set("pipeline.classify", "accord_words")
#: What a war left behind lies where it fell: it goes off as a mine does.
_LEFTOVER_WORDS = word_set("pipeline.classify", "leftover_words")
#: What people do with something that then goes off in their hands: it lay there.
_HANDLING_WORDS = word_set("pipeline.classify", "handling_words")
#: A fight with guns has two armed sides, named or not.
_GUN_FIGHTS = frozenset(
    {"clash.crossfire", "clash.exchange", "clash.exchange_noun", "clash.gun_battle", "clash.shootout"}
)
_GROUND_RULES = word_set("pipeline.classify", "ground_rules")
#: Verbs that say a place was held before: the side of the government takes it back, a foreign army too.
_BACK_WORDS = word_set("pipeline.classify", "taken_back_words")
#: Delivery -> sub-event, the higher rank first (CODING_RULES 2.1).
DELIVERIES = (
    ("chemical", "Chemical weapon"),
    ("air", "Air/drone strike"),
    ("suicide", "Suicide bomb"),
    ("shelling", "Shelling/artillery/missile attack"),
    ("planted", "Remote explosive/landmine/IED"),
    ("grenade", "Grenade"),
)


@dataclass(frozen=True, slots=True)
class Facts:
    """A candidate as the procedure sees it.

    Attributes:
        candidate: The candidate.
        classes, rules: Classes and ids of its triggers.
        words: The words of its sentences, in small letters.
        armed1, armed2: Organised armed actors of each side.
        crowd: Protesters or rioters of either side.
        civilians: Unarmed people of either side.
        ways: How its weapons were delivered.
    """

    candidate: Candidate
    classes: frozenset[str]
    rules: frozenset[str]
    words: frozenset[str]
    armed1: tuple[ActorSide, ...]
    armed2: tuple[ActorSide, ...]
    crowd: tuple[ActorSide, ...]
    civilians: tuple[ActorSide, ...]
    ways: frozenset[str]

    @property
    def both_armed(self) -> bool:
        """Two organised armed sides."""
        return bool(self.armed1 and self.armed2)

    @property
    def has_dead(self) -> bool:
        """The text counts dead, were it only in the plural."""
        return (self.candidate.fatalities or 0) > 0 or "FATALITIES_UNKNOWN_PLURAL" in self.candidate.flags

    @property
    def has_hurt(self) -> bool:
        """Somebody is said to be killed or hurt."""
        return (
            self.has_dead
            or (self.candidate.injured or 0) > 0
            or any(p.effect in ("killed", "injured") for p in self.candidate.participants)
        )

    @property
    def civilians_struck(self) -> bool:
        """Civilians are those struck, an armed name only beside them; "people" are anybody, unless abducted."""
        named = [side for side in self.candidate.side2 if _ANYBODY.isdisjoint(side.text.lower().split()[-1:])]
        struck = self.candidate.side2 if "abduct" in self.classes else named or self.candidate.side2
        return bool(struck and struck[0].inter == actor_types.CIVILIANS)


def facts_of(candidate: Candidate) -> Facts:
    """Gather what the steps ask of a candidate."""
    every = (*candidate.side1, *candidate.side2)
    return Facts(
        candidate=candidate,
        classes=frozenset(candidate.trigger_classes),
        rules=frozenset(candidate.trigger_rules),
        words=frozenset(candidate.words),
        armed1=tuple(s for s in candidate.side1 if s.inter in actor_types.ARMED),
        armed2=tuple(s for s in candidate.side2 if s.inter in actor_types.ARMED),
        crowd=tuple(s for s in every if s.inter in actor_types.CROWDS),
        civilians=tuple(s for s in every if s.inter == actor_types.CIVILIANS),
        ways=deliveries(candidate),
    )


def _table(name: str, key: str, value: str) -> dict[str, str]:
    with resources.files("pipeline.classify").joinpath(name).open(encoding="utf-8") as lines:
        return {row[key]: row[value] for row in csv.DictReader(lines)}


@lru_cache(maxsize=1)
def _delivery_words() -> dict[str, str]:
    return _table("delivery.csv", "word", "delivery")


@lru_cache(maxsize=1)
def _delivery_classes() -> dict[str, str]:
    return {k: v for k, v in _table("kinds.csv", "trigger_class", "delivery").items() if v}


@lru_cache(maxsize=1)
def _strategic_kinds() -> dict[str, str]:
    return {k: v for k, v in _table("kinds.csv", "trigger_class", "strategic").items() if v}


@lru_cache(maxsize=1)
def context_words() -> dict[str, frozenset[str]]:
    """Words that tell an accident, a disease or an ordinary crime (`contexts.csv`)."""
    out: dict[str, set[str]] = {}
    with resources.files("pipeline.classify").joinpath("contexts.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            out.setdefault(row["context"], set()).add(row["word"])
    return {key: frozenset(words) for key, words in out.items()}


def deliveries(candidate: Candidate) -> frozenset[str]:
    """How the weapons of a candidate were delivered: air, suicide, shelling, planted, grenade, chemical."""
    words = _delivery_words()
    out = {
        words[word]
        for part in (candidate.weapon or "", *(p.text for p in candidate.participants if p.kind == "weapon"))
        for word in _HARMLESS.sub(" ", part.lower()).replace("-propelled", "-propelled ").split()
        if word in words
    }
    if any("air force" in text.lower() for side in candidate.side1 for text in (side.text, side.name)):
        out.add("air")
    out.update(_delivery_classes()[c] for c in candidate.trigger_classes if c in _delivery_classes())
    if set(candidate.words) & _BOMBED_WORDS and not out and any(s.category in _ARMIES for s in candidate.side1):
        out.add("air")  # an army that bombs does it from the air, unless a planted bomb or a gun is named
    if "suicide" in candidate.words and _REMOTE & set(candidate.trigger_classes):
        out.add("suicide")
    if _FIRED & set(candidate.trigger_rules) and any(words.get(w) == "shelling" for w in candidate.words):
        out.add("shelling")  # "mortars and rockets were fired on the camp"
    is_handled = "explode" in candidate.trigger_classes and bool(set(candidate.words) & _HANDLING_WORDS)
    if _was_found_and_handled(candidate):
        return frozenset({"planted"})
    if set(candidate.words) & _LEFTOVER_WORDS or {"left", "over"} <= set(candidate.words) or is_handled:
        out = (out - {"shelling", "grenade"}) | ({"planted"} if out else set())
    return frozenset(out)


def _was_found_and_handled(candidate: Candidate) -> bool:
    """ "A boy was killed when he played with a grenade that he had found": it went off though nobody says so."""
    words = set(candidate.words)
    is_harm = set(candidate.trigger_classes) <= {"die", "explode", "injure", "kill", "toll"}
    is_lying = bool(words & _DUDS) and bool(words & _HANDLING_WORDS) and bool(words & {"found", "old"})
    return is_harm and is_lying and not candidate.side1


def _declared(facts: Facts) -> str | None:
    """A group announces what it will do or leave undone."""
    return "Change to group/activity" if "declaration" in facts.classes else None


def _prevented(facts: Facts) -> str | None:
    """Step 5, the exception: a device defused, a missile or drone intercepted, a bomb that killed its planter."""
    is_own_goal = bool(facts.words & _OWN_GOAL_WORDS) or {"too", "early"} <= facts.words
    if facts.rules & _OWN_GOAL_RULES and is_own_goal and not is_sidearm(facts.candidate.weapon):
        return "Disrupted weapons use"
    seized = {r for r in facts.rules if r.startswith("disrupt.")} <= {"disrupt.seize_arms", "disrupt.cache_noun"}
    came_about = (
        (seized and bool(facts.classes & {"air_strike", "shelling", "shoot", "kill"}))
        or facts.has_dead
        or (facts.candidate.injured or 0) > 0
        or bool(facts.classes & {"clash", "ambush"})
        or bool(facts.classes & {"kill", "die"} and facts.classes & {"explode", "mine"})
    )
    if "disrupt" not in facts.classes or came_about:
        return None
    # "Arrested four militants and seized two rifles": people taken weigh more than what they had on them.
    is_of_people = seized and "arrest" in facts.classes and bool(facts.armed2) and "cache" not in facts.words
    return "Arrests" if is_of_people else "Disrupted weapons use"


def is_murder(candidate: Candidate) -> bool:
    """Dead who bear the marks of what was done to them: "decapitated bodies", "a kidnapped trader was found
    dead"."""
    words = {*candidate.words, *(word for side in candidate.side2 for word in side.text.lower().split())}
    is_marked = bool(words & _MURDER_SIGNS) or _BOUND.search(quoted(candidate.evidence, "event")) is not None
    return set(candidate.trigger_classes) <= {"die"} and is_marked


def is_sidearm(weapon: str | None) -> bool:
    """A gun or a knife of one person, and no bomb, and no arms of a group."""
    return bool(set((weapon or "").split()[-1:]) & _SIDEARMS)


def _is_gathering(facts: Facts) -> bool:
    """False for a hunger strike, a strike that brings nobody together, or worshippers whom a bomb or gunmen hit."""
    is_shot = facts.words & _PROCESSIONS and facts.classes & {"kill", "shoot"} and "protest.verb" not in facts.rules
    worships = facts.classes & _REMOTE and facts.words & _DEVOTION_WORDS or is_shot and facts.words & _WORSHIP_WORDS
    if worships and not facts.words & _PARTISAN_WORDS:
        return False
    return not (
        {"hunger", "strike"} <= facts.words
        and facts.rules & _CROWD_RULES_OF_SPEECH == {r for r in facts.rules if r.startswith("protest.")}
    )


_CROWD_RULES_OF_SPEECH = frozenset({"protest.verb", "protest.noun"})


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
    is_bare = facts.rules == {"clash.each_other"} and set(facts.candidate.head_lemmas) <= _OF_WORDS
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


def _mob(facts: Facts) -> str | None:
    """Step 3: crowd violence outside a demonstration."""
    if _is_quarrel(facts) or _is_duel(facts):
        return None
    if _is_mob(facts) and not facts.classes & {"protest", "clash"}:
        return "Mob violence"
    unarmed = not (facts.armed1 or facts.armed2)
    both = bool(facts.candidate.side1 and facts.candidate.side2)
    no_brawl = bool(facts.classes & _NO_BRAWL or facts.rules & _GUN_FIGHTS)  # who returns fire has a gun
    if "clash" in facts.classes and unarmed and (both or _are_rivals(facts)) and not no_brawl:
        return "Mob violence"  # two communities fight each other
    has_guns = bool(facts.classes & (_NO_BRAWL - {"shoot"}) or facts.rules & _GUN_FIGHTS)  # forces may shoot at a crowd
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
        and facts.classes & {"destroy", "loot", "damage", "beat", "kill", "attack"}
    ):
        return "Violent demonstration" if facts.words & _CROWD_WORDS else "Mob violence"
    return None


def _are_rivals(facts: Facts) -> bool:
    """ "Supporters of two rival parties fought": both sides in one phrase."""
    return "clash.fight_of_rivals" in facts.rules or any(
        not _RIVALS.isdisjoint((p.phrase or p.text).lower().split()) for p in facts.candidate.participants
    )


def _is_of_people_and_forces(facts: Facts) -> bool:
    """ "Students clashed with police": unarmed people and forces of a state, and nobody else; not "soldiers clashed in
    the port, killing ten dockers", whom a fight only befell."""
    armed = (*facts.armed1, *facts.armed2)
    if not armed or any(side.inter not in actor_types.OF_STATES for side in armed):
        return False
    if facts.civilians and _WITH_FORCES.search(quoted(facts.candidate.evidence, "event")):
        return True  # "two miners were killed in clashes with police"
    forces = {side.start for side in armed}
    people = [p for p in facts.candidate.participants if p.kind == "individual" and p.start not in forces]
    return bool(facts.crowd or facts.civilians) and any(person.effect is None for person in people)


def _is_pair(facts: Facts) -> bool:
    """One or two people: fewer than make a crowd."""
    counts = [p.count for p in facts.candidate.participants if p.role == "perpetrator"]
    return bool(counts) and sum(count or _SEVERAL for count in counts) < _SEVERAL


def _crowd_acts(facts: Facts) -> bool:
    """The crowd is the one that attacks: it stands first, and nobody armed beside it."""
    struck = bool(facts.candidate.side2) or any(p.kind == "physical" for p in facts.candidate.participants)
    first = facts.candidate.side1[0].inter if facts.candidate.side1 else None
    return first in actor_types.CROWDS and struck and not facts.armed1 and "peaceful" not in facts.words


def _shot_or_own(facts: Facts) -> bool:
    """Were those killed shot, which is no deed of a crowd, or of the crowd themselves?"""
    is_shot = "shoot" in facts.classes or bool(facts.words & _SHOT)
    return is_shot or any(side.inter in actor_types.CROWDS for side in facts.candidate.side2)


def _violent_crowd(facts: Facts) -> str | None:
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
    if riot_rules == {"riot.vandalise"} and not (facts.crowd or facts.classes & {"protest", "disperse"}):
        return None  # things smashed, and nobody saw a crowd
    violent = (
        bool(riot_rules)
        or ("clash" in facts.classes and bool(facts.crowd or "protest" in facts.classes))
        or (bool(facts.classes & {"destroy", "loot"}) and all(s.category == "police" for s in facts.armed1))
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


#: Words for a bottle of petrol that is thrown.
_FIRE_BOMBS = frozenset({"firebomb", "firebombs", "molotov", "molotovs", "petrol"})


def _peaceful_crowd(facts: Facts) -> str | None:
    """Step 3: a peaceful crowd; what is done to it decides among the protests."""
    if not facts.classes & _CROWD or facts.classes & _CROWD == {"riot"} or not _is_gathering(facts):
        return None
    classes = facts.classes
    lethal_means = bool(
        facts.words & _LETHAL_WORDS and {"force", "ammunition", "bullets", "rounds", "fire"} & facts.words
    )
    is_overhead = not lethal_means and _is_overhead(facts)
    if "shoot" in classes and ("disperse.tear_gas" in facts.rules or is_overhead) and not facts.has_hurt:
        classes -= {"shoot"}  # tear gas and rubber bullets are fired too, and are not lethal means
    if (
        classes & {"shoot", "kill", "die", "toll"}
        or facts.has_dead
        or (facts.has_hurt and classes & {"attack", "bomb", "explode", "grenade", "beat", "injure"})
        or (lethal_means and classes & {"disperse", "shoot", "beat", "attack"})
    ):
        return "Excessive force against protesters"
    if is_overhead or classes & {"disperse", "beat", "arrest", "attack", "abduct"}:
        return "Protest with intervention"
    return "Peaceful protest"


def _is_overhead(facts: Facts) -> bool:
    """ "Fired warning shots", "fired into the air" at a crowd, and not "and then into the crowd"."""
    told = quoted(facts.candidate.evidence, "event")
    return _OVERHEAD.search(told) is not None and _AT_CROWD.search(told) is None


def _territory(facts: Facts) -> str | None:
    """Step 4: a place changed hands; by fighting or not, and who took it."""
    if "territory" not in facts.classes or facts.candidate.realis == "attempted":
        return None
    entered_only = not {r for r in facts.rules if r.startswith("territory.")} - _ENTERING
    if entered_only and not facts.classes & {"clash", "ambush"} and not facts.words & _FLEEING_WORDS:
        return None
    agreed = "under" in facts.words and facts.words & _ACCORD_WORDS
    if _UNFOUGHT.search(quoted(facts.candidate.evidence, "event")):
        return "Non-violent transfer of territory"
    is_fought = facts.has_dead or facts.classes & {"ambush", "attack", "clash", "kill", "shoot"}
    if not is_fought and _AFTER_LEAVING.search(quoted(facts.candidate.evidence, "event")):
        return "Non-violent transfer of territory"
    if agreed or ("without" in facts.words and facts.words & _FIGHT_WORDS) or facts.words & {"peacefully", "unopposed"}:
        return "Non-violent transfer of territory"
    if "withdraw" in facts.classes and not facts.classes & {"ambush", "attack", "clash", "kill", "shoot"}:
        return "Non-violent transfer of territory"  # "took the town after troops had pulled out"
    if not facts.armed1:
        # Who lost the place tells who took it: "the rebels were driven out".
        if "territory.drive_out" in facts.rules and facts.armed2:
            return (
                "Government regains territory"
                if facts.armed2[0].inter in actor_types.NON_STATE_GROUPS
                else "Non-state actor overtakes territory"
            )
        return _by_new_owner(facts)
    taker = facts.armed1[0].inter
    back = bool(facts.words & _BACK_WORDS) or any(s.inter in actor_types.NON_STATE_GROUPS for s in facts.armed2)
    if taker == actor_types.STATE_FORCES or (taker == actor_types.EXTERNAL_FORCES and back):
        return "Government regains territory"
    return "Non-state actor overtakes territory"


def _by_new_owner(facts: Facts) -> str | None:
    """Who holds a place now, where no side is read: "is back in government hands", "fell to the militants"."""
    if facts.words & _BACK_WORDS:
        return "Government regains territory"
    of_state, of_others = facts.words & _OWNERS_STATE, facts.words & _OWNERS_OTHER
    if of_state and not of_others:
        return "Government regains territory"
    return "Non-state actor overtakes territory" if of_others and not of_state else None


def _is_captive(facts: Facts) -> bool:
    """Armed people who could not answer: prisoners, the executed, soldiers off duty.

    Captives who are freed in a fight are none of those who fall in it.
    """
    taken, dead = facts.candidate.captured or 0, facts.candidate.fatalities or 0
    if "abduct" in facts.classes and taken == dead > 0 and not facts.classes & {"ambush", "attack", "clash"}:
        return True  # "kidnapped and killed a member of the militia"
    held = facts.words & (_CAPTIVE_WORDS - (_FREED_WORDS if facts.words & _RESCUE_WORDS else frozenset()))
    return bool(held) or "kill.execute" in facts.rules


def _battle(facts: Facts) -> str | None:
    """Step 4: two organised armed sides able to answer, in a close fight."""
    is_fight_told = bool(facts.armed1 or facts.armed2) or (
        bool(facts.rules & _GUN_FIGHTS) and not _follows_a_murder(facts)
    )
    if "clash" in facts.classes and not facts.crowd and is_fight_told:
        return "Armed clash"
    if _fell_unnamed(facts) or _is_between_tribes(facts) or _gave_up_when_stormed(facts):
        return "Armed clash"
    if _blew_up_when_raided(facts):
        return "Armed clash"
    if not facts.both_armed:
        return None
    if "ambush" in facts.classes:
        return "Armed clash"
    if _is_raid(facts):
        return None
    if (
        facts.classes & (_HARM | {"destroy", "damage", "territory"})
        and not facts.classes & _REMOTE
        and "planted" not in facts.ways  # "two soldiers were killed by a mine laid by rebels"
        and not _is_captive(facts)
        and not facts.civilians_struck
    ):
        return "Armed clash"
    return None


def _follows_a_murder(facts: Facts) -> bool:
    """ "The candidate was assassinated, and a suspect died in a shootout with his guards": the fight came after."""
    return "assassinate" in facts.candidate.head_lemmas and facts.civilians_struck


def _blew_up_when_raided(facts: Facts) -> bool:
    """ "Police stormed a hideout and two militants blew themselves up": who is raided and blows himself up attacks
    nobody from afar."""
    sides = (*facts.candidate.side1, *facts.candidate.side2)
    first = facts.candidate.side1[0].inter if facts.candidate.side1 else None
    return (
        "suicide.blow_himself" in facts.rules
        and "attack" in facts.classes
        and first in actor_types.OF_STATES
        and any(side.inter in actor_types.NON_STATE_GROUPS for side in sides)
    )


def _gave_up_when_stormed(facts: Facts) -> bool:
    """ "The mutineers surrendered when loyal troops stormed their barracks": soldiers against soldiers."""
    return (
        {"agree.surrender", "attack.verb"} <= facts.rules
        and bool(facts.armed1)
        and facts.armed1[0].inter in actor_types.OF_STATES
        and not facts.candidate.side2
        and _MUTINY.search(quoted(facts.candidate.evidence, "event")) is not None
    )


#: Words of soldiers who rise against their own.
_MUTINY = re.compile(r"\b(?:barracks|coup|garrison|mutin\w+|putsch|takeover)\b", re.I)


def _is_between_tribes(facts: Facts) -> bool:
    """ "Thirteen were killed in tribal clashes", and nobody says by whom: armed men of two tribes or clans."""
    is_unsaid = "clash" in facts.classes and not facts.candidate.side1 and not facts.crowd
    return is_unsaid and not facts.words.isdisjoint(_TRIBAL_WORDS)


def _is_raid(facts: Facts) -> bool:
    """People were taken and nobody was hurt, in a search or by forces that went for somebody: "targeting a leader"."""
    only_targeted = "attack" in facts.classes and _attack_rules(facts) == {"attack.target"}
    return (
        "arrest" in facts.classes
        and bool(facts.words & _RAID_WORDS or only_targeted)
        and not (facts.classes & (_DEADLY | {"clash", "ambush"}) or facts.has_hurt)
    )


def _attack_rules(facts: Facts) -> frozenset[str]:
    return frozenset(rule for rule in facts.rules if rule.startswith("attack."))


def _fell_unnamed(facts: Facts) -> bool:
    """ "Several insurgents were killed", "six soldiers died in an ambush", and nobody says by whom: fighters and forces
    on duty, who could answer.

    A single fighter may have been struck anywhere, and forces who are struck at home could not answer.
    """
    sides = facts.candidate.side2
    several = (facts.candidate.fatalities or 0) > 1 or "FATALITIES_UNKNOWN_PLURAL" in facts.candidate.flags
    are_fighters = all(side.inter in actor_types.NON_STATE_GROUPS for side in sides) and "kill" in facts.classes
    are_forces = (
        all(side.category in categories.SERVICES or side.category == "external" for side in sides)
        and bool(facts.classes & {"ambush", "attack", "kill", "shoot"})
        and not facts.classes & {"abduct", "arrest", "mass_grave"}
        and not facts.ways
    )
    return (
        not facts.candidate.side1
        and bool(sides)
        and (are_fighters or are_forces)
        and (several or (are_forces and not facts.words & _OFF_DUTY))
        and not facts.classes & _REMOTE
        and not _is_captive(facts)
    )


def _is_close_fight(facts: Facts) -> bool:
    """True if fire was exchanged or ground was assaulted; "the fighting" alone may be the war around a strike."""
    return bool(
        "ambush" in facts.classes
        or ("clash" in facts.classes and (facts.rules & _GROUND_RULES or not _clash_rules(facts) <= _WAR_AROUND))
    )


def _clash_rules(facts: Facts) -> frozenset[str]:
    return frozenset(rule for rule in facts.rules if rule.startswith("clash."))


def _explosion(facts: Facts) -> str | None:
    """Step 5: one-sided and remote; delivery decides, the higher rank of several."""
    if "shootdown" in facts.classes:
        return "Shelling/artillery/missile attack"
    remote = facts.classes & _REMOTE
    if "storm" in facts.candidate.head_lemmas and remote <= _CARRIED and facts.ways <= _CARRIED:
        return None  # "stormed the consulate ... fired rocket-propelled grenades at it"
    if not remote:
        if not facts.ways or not facts.classes & {"attack", "kill", "injure", "destroy", "damage", "die"}:
            return None
        if "shoot" in facts.classes and not facts.ways & {"air", "suicide"} and not facts.rules & _FIRED:
            return None
    return next((sub for way, sub in DELIVERIES if way in facts.ways), "Remote explosive/landmine/IED")


def _remote_first(facts: Facts) -> str | None:
    """Step 5 before step 4: an explosion that no close fight surrounds."""
    is_fought = _is_close_fight(facts) or _blew_up_when_raided(facts)
    if facts.classes & (_REMOTE | {"shootdown"}) and not is_fought and not _took_a_place(facts):
        return _explosion(facts)
    return None


def _took_a_place(facts: Facts) -> bool:
    """A place changed hands, and the shelling before it is how: "took the airport after months of shelling"."""
    taken = {r for r in facts.rules if r.startswith("territory.")} - {"territory.advance"}
    return bool(taken) and facts.classes & _REMOTE <= _SOFTENING | _CARRIED and not facts.has_hurt


#: What those who storm a place carry and fire: rockets, grenades.
_CARRIED = frozenset({"grenade", "shelling"})
#: What goes before an assault on a place.
_SOFTENING = frozenset({"air_strike", "shelling"})


def _chemical(facts: Facts) -> str | None:
    """Step 5: a toxic agent was used, whatever carried it and whoever fought beside it."""
    return "Chemical weapon" if "chemical" in facts.classes else None


def _sexual(facts: Facts) -> str | None:
    """Step 6: any sexual harm."""
    return "Sexual violence" if "sexual" in facts.classes else None


def _mass_grave(facts: Facts) -> str | None:
    """Step 7 before the others: the dead of a grave that is found were killed long before."""
    return "Other" if "mass_grave" in facts.classes else None


def _abduction(facts: Facts) -> str | None:
    """Step 6: people taken away, and no other violence against them told."""
    if "abduct" in facts.classes and not (facts.classes & {"kill", "shoot", "beat"} or facts.has_hurt):
        return "Abduction/forced disappearance"
    return None


def _attack(facts: Facts) -> str | None:
    """Step 6: unarmed people harmed."""
    if _is_raid(facts):
        return None
    if (
        facts.classes & {"kill", "shoot", "beat", "attack", "ambush"}
        or (facts.classes & {"die", "injure", "toll"} and facts.armed1)
        or is_murder(facts.candidate)
    ):
        only_things = (
            not facts.candidate.side2
            and any(p.kind == "physical" for p in facts.candidate.participants)
            and not facts.classes & _DEADLY
        )
        if only_things and facts.classes & {"destroy", "loot", "damage"}:
            return "Looting/property destruction"
        return "Attack"
    return None


def _strategic(facts: Facts) -> str | None:
    """Step 7: listed strategic matters, in the order of `kinds.csv`."""
    found = next((sub for kind, sub in _strategic_kinds().items() if kind in facts.classes), None)
    if found == "Arrests" and any(s.inter in actor_types.NON_STATE_GROUPS for s in facts.armed1) and facts.civilians:
        return "Abduction/forced disappearance"  # only a state arrests
    return found


Step = Callable[[Facts], "str | None"]
#: The steps in the order in which they are asked; the first that answers decides.
STEPS: tuple[tuple[str, Step], ...] = (
    ("classify.declaration.v1", _declared),
    ("classify.prevented.v1", _prevented),
    ("classify.mob.v1", _mob),
    ("classify.violent_crowd.v1", _violent_crowd),
    ("classify.peaceful_crowd.v1", _peaceful_crowd),
    ("classify.chemical.v1", _chemical),
    ("classify.sexual.v1", _sexual),
    ("classify.mass_grave.v1", _mass_grave),
    ("classify.explosion.v1", _remote_first),
    ("classify.territory.v1", _territory),
    ("classify.battle.v1", _battle),
    ("classify.explosion.v1", _explosion),
    ("classify.abduction.v1", _abduction),
    ("classify.attack.v1", _attack),
    ("classify.strategic.v1", _strategic),
)


def decide(candidate: Candidate) -> tuple[str, str] | None:
    """The sub-event of a candidate and the rule that decided; None when nothing that is coded happens in it."""
    facts = facts_of(candidate)
    for rule, step in STEPS:
        found = step(facts)
        if found is not None:
            return found, rule
    return None
