"""Fights of two armed sides and places that change hands (CODING_RULES 2.4, step 4)."""

from __future__ import annotations

import re

from pipeline.classify.deliveries import REMOTE
from pipeline.classify.facts import DEADLY, GUN_FIGHTS, Facts
from pipeline.classify.kinds import column
from pipeline.contract import actor_types
from pipeline.language.quotes import quoted
from pipeline.language.support import CALLED_IN
from pipeline.language.word_sets import word_set
from pipeline.reference.actors import categories

_HARM = word_set("pipeline.classify", "harm_classes")
#: Words for a fight of armed men of two tribes, clans or the like.
_TRIBAL_WORDS = word_set("pipeline.classify", "tribal_words")
_CAPTIVE_WORDS = word_set("pipeline.classify", "captive_words")
#: Rules of who comes into a place, and words by which those who held it leave.
_ENTERING = frozenset({"territory.advance", "territory.enter_name"})
_FLEEING_WORDS = word_set("pipeline.classify", "fleeing_words")
#: Those whom a rescue frees, and words of a rescue: "killed six and rescued 14 captives".
_FREED_WORDS = frozenset({"captive", "captives", "hostage", "hostages"})
_RESCUE_WORDS = word_set("pipeline.classify", "rescue_words")
_FIGHT_WORDS = word_set("pipeline.classify", "fight_words")
#: Words by which forces were off duty where they were struck.
_OFF_DUTY = word_set("pipeline.classify", "off_duty")
_RAID_WORDS = word_set("pipeline.classify", "raid_words")
#: Words for what forces carry out against fighters, who fall in it.
_OPERATION_WORDS = word_set("pipeline.classify", "operation_words")
#: Words for fighting that may only name the war around an event; a fight has a verb, an ambush or an assault as well.
_WAR_AROUND = frozenset({"clash.noun"})
#: Classes of a fight and of what becomes of those in it.
_OF_A_FIGHT = frozenset({"clash", "die", "injure", "kill", "toll"})
#: "After the garrison withdrew without a fight", wherever in the sentence.
_UNFOUGHT = re.compile(
    r"\bwithout (?:an? |any |much )?(?:battle|combat|fight|fighting|resistance|shot)\b"
    r"|\b(?:encounter|fac|meet|met)(?:s|e[ds]?|ing)? (?:no|little) resistance\b",
    re.I,
)
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
_GROUND_RULES = word_set("pipeline.classify", "ground_rules")
#: Rules of attacks on the ground, and what those attack with who have no aircraft.
_GROUND_ATTACKS = frozenset({"attack.noun", "attack.verb", "shoot.fire_at", "shoot.open_fire", "shoot.under_fire"})
_DRONES = frozenset({"drone", "drones", "uav", "uavs"})
#: Weapons of those who come to the post, and what they do there.
_AT_THE_POST = word_set("pipeline.classify", "at_the_post")
#: How weapons come whose target cannot answer.
_FROM_AFAR = frozenset({"air", "shelling"})
#: Verbs that say a place was held before: the side of the government takes it back, a foreign army too.
_BACK_WORDS = word_set("pipeline.classify", "taken_back_words")
#: Rules that tell who lost a place.
_LOSING = frozenset({"territory.drive_out", "territory.lose", "territory.lose_control"})
#: "Shot after they had surrendered": those who are struck had given up before; not "and one who surrendered".
_HAD_GIVEN_UP = re.compile(
    r"\b(?:(?:after|despite|though)\b[^.;]{0,30}"
    r"|(?:had|having|(?<!one )(?<!other )(?<!others )who)(?: (?:already|earlier|had|just))*) surrender(?:ed|ing)\b",
    re.I,
)
#: Words of soldiers who rise against their own.
_MUTINY = re.compile(r"\b(?:barracks|coup|garrison|mutin\w+|putsch|takeover)\b", re.I)


def territory(facts: Facts) -> str | None:
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
        # Who lost the place tells who took it: "the rebels were driven out", "the army lost the town".
        if facts.rules & _LOSING and facts.armed2:
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
    others = set(_FREED_WORDS) if facts.words & _RESCUE_WORDS else set()
    if "arrest.custody" in facts.rules and taken != dead:
        others.add("custody")  # "three were killed and two taken into custody"
    if "arrest.prisoner" in facts.rules:
        others.add("prisoner")  # "five fell and nine were taken prisoner"
    if "other.prison_break" in facts.rules:
        others |= {"inmate", "inmates", "prisoner", "prisoners"}  # "prisoners escaped when gunmen attacked a jail"
    if "agree.surrender" in facts.rules and not _HAD_GIVEN_UP.search(quoted(facts.candidate.evidence, "event")):
        others.add("surrendered")  # "two were killed and one surrendered"
    return bool(facts.words & _CAPTIVE_WORDS - others) or "kill.execute" in facts.rules


def battle(facts: Facts) -> str | None:
    """Step 4: two organised armed sides able to answer, in a close fight."""
    is_fight_told = bool(facts.armed1 or facts.armed2) or (
        bool(facts.rules & GUN_FIGHTS) and not _follows_a_murder(facts)
    )
    if "clash" in facts.classes and not facts.crowd and is_fight_told:
        return "Armed clash"
    if (
        _is_fight_of_nobody_named(facts)
        or _is_heard_in_a_fight(facts)
        or _fell_unnamed(facts)
        or _is_between_tribes(facts)
        or _gave_up_when_stormed(facts)
    ):
        return "Armed clash"
    if is_fought_from_afar_too(facts):
        return "Armed clash"
    if _fell_on_both_sides(facts):
        return "Armed clash"
    if not facts.both_armed:
        return None
    if "ambush" in facts.classes:
        return "Armed clash"
    if is_raid(facts) or _struck_from_afar(facts):
        return None
    if (
        facts.classes & (_HARM | {"destroy", "damage", "territory"})
        and not facts.classes & REMOTE
        and "planted" not in facts.ways  # "two soldiers were killed by a mine laid by rebels"
        and not _is_captive(facts)
        and not facts.civilians_struck
    ):
        return "Armed clash"
    return None


def _is_fight_of_nobody_named(facts: Facts) -> bool:
    """ "Six people died in fighting in Baidoa", "were killed in clashes": a fight has two sides, though nobody says
    which; no crowd is told, and nothing else that was done to the dead."""
    # "Two were killed in the clash, and the police seized rifles": who is taken beside arms was in it too.
    raided = {"arrest", "disrupt"} if "disrupt" in facts.classes else set()
    return (
        "clash.noun" in facts.rules
        and facts.has_hurt
        and facts.classes - raided <= _OF_A_FIGHT
        and not (facts.candidate.side1 or facts.crowd or facts.armed2)
    )


def _fell_on_both_sides(facts: Facts) -> bool:
    """ "Ten soldiers and five rebels died in an ambush": those who fell are of two sides, and nobody else is told."""
    inters = {side.inter for side in facts.candidate.side2}
    return (
        bool(facts.classes & {"ambush", "attack"})
        and facts.has_dead
        and not (facts.candidate.side1 or facts.ways or facts.classes & REMOTE)
        and inters <= actor_types.ARMED
        and not inters.isdisjoint(actor_types.OF_STATES)
        and not inters.isdisjoint(actor_types.NON_STATE_GROUPS)
        and not _is_captive(facts)
    )


def _follows_a_murder(facts: Facts) -> bool:
    """ "The candidate was assassinated, and a suspect died in a shootout with his guards": the fight came after."""
    return "assassinate" in facts.candidate.head_lemmas and facts.civilians_struck


def is_fought_from_afar_too(facts: Facts) -> bool:
    """A fight on the ground in which something is thrown, bursts or comes from the air as well."""
    return _blew_up_when_raided(facts) or _had_air_support(facts) or _met_grenades(facts)


def _blew_up_when_raided(facts: Facts) -> bool:
    """ "Police stormed a hideout and two militants blew themselves up": who is raided and blows himself up attacks
    nobody from afar."""
    sides = (*facts.candidate.side1, *facts.candidate.side2)
    first = facts.candidate.side1[0].inter if facts.candidate.side1 else None
    return (
        any(rule.startswith("suicide.") for rule in facts.rules)
        and "attack" in facts.classes
        and first in actor_types.OF_STATES
        and any(side.inter in actor_types.NON_STATE_GROUPS for side in sides)
    )


def _met_grenades(facts: Facts) -> bool:
    """ "Grenades were thrown at the troops, who shot two gunmen and arrested three": what forces meet in a raid or a
    shooting in which they kill others than civilians."""
    return (
        facts.classes & REMOTE == {"grenade"}
        and (bool(facts.classes & {"arrest", "shoot"}) or "kill.shoot_dead" in facts.rules)
        and "kill" in facts.classes
        and bool(facts.armed1)
        and facts.armed1[0].inter in actor_types.OF_STATES
        and any(side.inter in actor_types.NON_STATE_GROUPS for side in facts.armed2)
        and not facts.civilians_struck
    )


def _had_air_support(facts: Facts) -> bool:
    """ "Insurgents attacked a patrol, which called for close air support": a strike inside a fight on the ground. Not
    rebels who attack a base with drones of their own."""
    remote = facts.classes & REMOTE
    is_support = CALLED_IN.search(quoted(facts.candidate.evidence, "event")) is not None
    return (
        bool(remote)
        and (remote == {"air_strike"} or (remote <= {"air_strike", "shelling"} and is_support))
        and bool(_GROUND_ATTACKS & facts.rules)
        and facts.words.isdisjoint(_DRONES)
        and any(side.inter in actor_types.OF_STATES for side in facts.armed2)
        and _were_attacked_by_groups(facts)
    )


def _were_attacked_by_groups(facts: Facts) -> bool:
    """Is the first who acts of no state, or did forces come under the fire of nobody named: "a patrol came under fire.
    Helicopters struck the rebels"?"""
    if facts.armed1:
        return facts.armed1[0].inter in actor_types.NON_STATE_GROUPS
    return "shoot.under_fire" in facts.rules and any(s.inter in actor_types.NON_STATE_GROUPS for s in facts.armed2)


def _struck_from_afar(facts: Facts) -> bool:
    """ "Rebels attacked a base with drones", "attacked the post with mortars", and with nothing else that is told. Not
    "with mortars and tanks", nor by those who then enter or overrun the post, or take its weapons."""
    told = [set(re.findall(r"[a-z-]+", p.text.lower())) for p in facts.candidate.participants if p.kind == "weapon"]
    ways = column("delivery.csv", "word", "delivery")
    are_afar = [any(ways.get(word) in _FROM_AFAR for word in words) for words in told]
    return (
        bool(told)
        and all(are_afar)
        and "propelled" not in " ".join(facts.words)  # rockets that men carry to the post
        and _AT_THE_POST.isdisjoint(re.findall(r"[a-z]+", quoted(facts.candidate.evidence, "event").lower()))
        and facts.classes <= {"attack", "kill", "injure", "die", "destroy", "damage", "toll"}
        and "attack.verb" in facts.rules
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


def _is_between_tribes(facts: Facts) -> bool:
    """ "Thirteen were killed in tribal clashes", and nobody says by whom: armed men of two tribes or clans."""
    is_unsaid = "clash" in facts.classes and not facts.candidate.side1 and not facts.crowd
    return is_unsaid and not facts.words.isdisjoint(_TRIBAL_WORDS)


def is_raid(facts: Facts) -> bool:
    """People were taken and nobody was hurt, in a search or by forces that went for somebody: "targeting a leader"."""
    only_targeted = "attack" in facts.classes and _attack_rules(facts) == {"attack.target"}
    return (
        "arrest" in facts.classes
        and bool(facts.words & _RAID_WORDS or only_targeted)
        and not (facts.classes & (DEADLY | {"clash", "ambush"}) or facts.has_hurt)
    )


def _attack_rules(facts: Facts) -> frozenset[str]:
    return frozenset(rule for rule in facts.rules if rule.startswith("attack."))


def _fell_unnamed(facts: Facts) -> bool:
    """ "Several insurgents were killed", "six soldiers died in an ambush", and nobody says by whom: fighters and forces
    on duty, who could answer.

    A single fighter may have been struck anywhere, but for one who fell in an operation or where others were taken;
    and forces who are struck at home could not answer.
    """
    is_raid = "arrest" in facts.classes and facts.classes.isdisjoint({"abduct", "attack"})
    taken = {p.start for p in facts.candidate.participants if p.effect == "captured" and is_raid}
    sides = [side for side in facts.candidate.side2 if side.start not in taken] or list(facts.candidate.side2)
    several = (facts.candidate.fatalities or 0) > 1 or "FATALITIES_UNKNOWN_PLURAL" in facts.candidate.flags
    are_fighters = all(side.inter in actor_types.NON_STATE_GROUPS for side in sides) and "kill" in facts.classes
    fell_in_raid = are_fighters and ("arrest" in facts.classes or bool(facts.words & _OPERATION_WORDS))
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
        and (several or fell_in_raid or (are_forces and not facts.words & _OFF_DUTY))
        and not facts.classes & REMOTE
        and not _is_captive(facts)
    )


def is_close_fight(facts: Facts) -> bool:
    """True if fire was exchanged or ground was assaulted; "the fighting" alone may be the war around a strike."""
    return bool(
        "ambush" in facts.classes
        or ("clash" in facts.classes and (facts.rules & _GROUND_RULES or not _clash_rules(facts) <= _WAR_AROUND))
        or _is_heard_in_a_fight(facts)
    )


def _is_heard_in_a_fight(facts: Facts) -> bool:
    """ "Fighting and explosions went on in the city": what is heard of a fight, and nobody that a bomb hurt."""
    blasts = {rule for rule in facts.rules if rule.startswith("explosion.")}
    is_heard = "clash" in facts.classes and facts.classes & REMOTE == {"explode"} and blasts == {"explosion.noun"}
    return is_heard and not (facts.has_hurt or facts.ways or facts.crowd)


def _clash_rules(facts: Facts) -> frozenset[str]:
    return frozenset(rule for rule in facts.rules if rule.startswith("clash."))
