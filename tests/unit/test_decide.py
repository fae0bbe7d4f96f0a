"""The decision procedure on candidates built by hand: one case a sub-event, one a row of the hard-case table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from pipeline.classify.decide import STEPS, decide
from pipeline.classify.deliveries import deliveries
from pipeline.records import ActorSide, Candidate, Participant

_CATEGORY = {1: "state", 2: "armed_group", 3: "armed_group", 4: "armed_group", 5: "crowd", 6: "crowd", 7: "civilian"}


def _sides(inters: Sequence[int]) -> tuple[ActorSide, ...]:
    return tuple(
        ActorSide(
            name=f"Actor {inter}",
            inter=inter,
            category=_CATEGORY.get(inter, "external"),
            is_known=False,
            is_generic=True,
            text="fighters",
            start=0,
            end=8,
            rule="test",
        )
        for inter in inters
    )


def _candidate(rules: str, side1: Sequence[int] = (), side2: Sequence[int] = (), **fields: Any) -> Candidate:
    """A candidate of triggers "class:rule class:rule" between actors of these inter codes."""
    pairs = [pair.split(":") for pair in rules.split()]
    words = tuple(sorted(fields.pop("words", "").split()))
    things = fields.pop("weapons", "").split()
    return Candidate(
        candidate_id="a#c0",
        article_id="a",
        trigger_classes=tuple(dict.fromkeys(kind for kind, _ in pairs)),
        trigger_rules=tuple(rule for _, rule in pairs),
        words=words,
        realis="asserted",
        is_background=False,
        in_headline=False,
        side1=_sides(side1),
        side2=_sides(side2),
        participants=tuple(
            Participant(role="weapon", kind="weapon", text=thing, start=0, end=len(thing), phrase=thing)
            for thing in things
        ),
        text_confidence=0.5,
        source_name="test",
        batch="test",
        **fields,
    )


CASES = {
    # one a sub-event
    "Government regains territory": _candidate("territory:territory.take clash:clash.noun", [1], [2]),
    "Non-state actor overtakes territory": _candidate("territory:territory.take", [2], [1]),
    "Armed clash": _candidate("clash:clash.verb", [1], [3]),
    "Excessive force against protesters": _candidate("protest:protest.people shoot:shoot.fire_at", [1], [6]),
    "Protest with intervention": _candidate("protest:protest.noun disperse:disperse.verb", [1], [6]),
    "Peaceful protest": _candidate("protest:protest.march", [6]),
    "Violent demonstration": _candidate("protest:protest.noun riot:riot.throw_stones", [6], [1]),
    "Mob violence": _candidate("lynch:riot.lynch", [5], [7]),
    "Chemical weapon": _candidate("shelling:shell.fire chemical:chemical.agent", [1], [7]),
    "Air/drone strike": _candidate("air_strike:air.noun", [1], [3]),
    "Suicide bomb": _candidate("suicide_bomb:suicide.noun bomb:explosion.device_noun", [3], [1]),
    "Shelling/artillery/missile attack": _candidate("shelling:shell.verb", [1], [7]),
    "Remote explosive/landmine/IED": _candidate("explode:explosion.noun", [], [7]),
    "Grenade": _candidate("grenade:grenade.throw", [3], [7]),
    "Sexual violence": _candidate("sexual:sexual.verb", [3], [7]),
    "Attack": _candidate("kill:kill.verb", [3], [7], fatalities=2),
    "Abduction/forced disappearance": _candidate("attack:attack.verb abduct:abduct.verb", [3], [7]),
    "Agreement": _candidate("agreement:agree.sign", [1], [2]),
    "Arrests": _candidate("arrest:arrest.verb", [1], [7]),
    "Change to group/activity": _candidate("deploy:change.deploy", [1]),
    "Disrupted weapons use": _candidate("disrupt:disrupt.defuse", [1]),
    "Headquarters or base established": _candidate("base:base.establish", [8]),
    "Looting/property destruction": _candidate("destroy:destroy.burn", [1]),
    "Non-violent transfer of territory": _candidate("territory:territory.take", [2], [1], words="without fight"),
    "Other": _candidate("mass_grave:other.mass_grave"),
}


@pytest.mark.parametrize("sub", CASES)
def test_each_sub_event_is_decided(sub: str) -> None:
    found = decide(CASES[sub])
    assert found is not None
    assert found[0] == sub
    assert found[1] in {rule for rule, _ in STEPS}


HARD = {
    "drone fires a guided missile": (
        "Air/drone strike",
        _candidate("shelling:shell.fire", [8], [3], weapons="drone missile"),
    ),
    "ballistic missile from the ground": (
        "Shelling/artillery/missile attack",
        _candidate("shelling:shell.fire", [2], [7], weapons="missile"),
    ),
    "grenade dropped from a drone": (
        "Air/drone strike",
        _candidate("bomb:explosion.plant", [8], [7], weapons="drone grenade"),
    ),
    "one-way drone hits a base": ("Air/drone strike", _candidate("air_strike:air.drone_hits", [2], [8])),
    "missile intercepted": (
        "Disrupted weapons use",
        _candidate("disrupt:disrupt.intercept shelling:shell.fire", [1], [2], weapons="missile"),
    ),
    "crewed aircraft shot down": (
        "Shelling/artillery/missile attack",
        _candidate("shootdown:shootdown.verb kill:kill.verb", [2], [1], fatalities=1),
    ),
    "troops under attack shoot back at the aircraft": (
        "Armed clash",
        _candidate("air_strike:air.verb clash:clash.fire_back shootdown:shootdown.verb", [1], [2]),
    ),
    "shelling both ways": ("Armed clash", _candidate("shelling:shell.verb clash:clash.each_other", [1], [2])),
    "strike with a ground assault": (
        "Armed clash",
        _candidate("air_strike:air.verb attack:attack.verb clash:clash.noun", [1], [2]),
    ),
    "strike while a war goes on around it": (
        "Air/drone strike",
        _candidate("air_strike:air.verb clash:clash.noun", [1], [2]),
    ),
    "off-duty soldier shot at home": ("Attack", _candidate("kill:kill.shoot_dead", [3], [1], words="off-duty")),
    "gunmen shoot at a checkpoint": ("Armed clash", _candidate("shoot:shoot.open_fire kill:kill.verb", [3], [1])),
    "commander killed by a drone": ("Air/drone strike", _candidate("air_strike:air.verb kill:kill.verb", [8], [2])),
    "strike on militants kills civilians": (
        "Air/drone strike",
        _candidate("air_strike:air.verb kill:kill.verb", [1], [7]),
    ),
    "car bomb, driver dies on purpose": ("Suicide bomb", _candidate("suicide_bomb:suicide.blow_himself", [3], [1])),
    "car bomb, parked": ("Remote explosive/landmine/IED", _candidate("explode:explosion.explode", [], [7])),
    "bomb defused": ("Disrupted weapons use", _candidate("disrupt:disrupt.bomb_found", [1])),
    "planter killed by his own bomb": (
        "Disrupted weapons use",
        _candidate("kill:kill.verb bomb:explosion.plant", [], [3], words="prematurely", fatalities=1),
    ),
    "child killed by an old mine": (
        "Remote explosive/landmine/IED",
        _candidate("mine:explosion.mine kill:kill.verb", [], [7]),
    ),
    "suspect killed in custody": ("Attack", _candidate("kill:kill.verb", [1], [7], words="custody", fatalities=1)),
    "police arrest the opposition": ("Arrests", _candidate("arrest:arrest.verb", [1], [7], captured=300)),
    "militia arrests people": ("Abduction/forced disappearance", _candidate("arrest:arrest.verb", [3], [7])),
    "crowd burns a police post": ("Mob violence", _candidate("destroy:destroy.burn", [5])),
    "crowd burns a police post in a protest": (
        "Violent demonstration",
        _candidate("protest:protest.noun destroy:destroy.burn", [6]),
    ),
    "soldiers burn a village": ("Looting/property destruction", _candidate("destroy:destroy.burn", [1])),
    "road blocked with bodies": ("Peaceful protest", _candidate("protest:protest.block_road", [6])),
    "road blocked with tyres": (
        "Violent demonstration",
        _candidate("riot:riot.block_tyres protest:protest.people", [6]),
    ),
    "tear gas, then stones": (
        "Violent demonstration",
        _candidate("disperse:disperse.tear_gas protest:protest.people riot:riot.throw_stones", [1], [6]),
    ),
    "troops deployed": ("Change to group/activity", _candidate("deploy:change.deploy", [1])),
    "group suspends its attacks": (
        "Change to group/activity",
        _candidate("declaration:speech.declare attack:attack.noun", [2]),
    ),
}


@pytest.mark.parametrize("name", HARD)
def test_each_row_of_the_hard_case_table_is_decided(name: str) -> None:
    wanted, candidate = HARD[name]
    assert (decide(candidate) or ("none",))[0] == wanted


def test_a_hunger_strike_is_no_protest() -> None:
    assert decide(_candidate("protest:protest.verb", [6], words="hunger strike")) is None


def test_a_strike_without_gathering_is_not_coded() -> None:
    assert decide(_candidate("strike:protest.strike", [7])) is None


def test_tear_gas_fired_at_a_crowd_is_no_lethal_force() -> None:
    candidate = _candidate("protest:protest.people disperse:disperse.tear_gas shoot:shoot.fire_at", [1], [6])
    assert (decide(candidate) or ("none",))[0] == "Protest with intervention"


def test_live_rounds_at_a_crowd_suffice_for_excessive_force() -> None:
    candidate = _candidate("protest:protest.people disperse:disperse.verb", [1], [6], words="live ammunition")
    assert (decide(candidate) or ("none",))[0] == "Excessive force against protesters"


def test_foreign_soldiers_who_retake_a_place_act_for_the_government() -> None:
    candidate = _candidate("territory:territory.take", [8], words="recaptured")
    assert (decide(candidate) or ("none",))[0] == "Government regains territory"


def test_who_lost_a_place_tells_who_took_it() -> None:
    assert (decide(_candidate("territory:territory.drive_out", [], [2])) or ("none",))[
        0
    ] == "Government regains territory"


def test_a_raid_in_which_nobody_is_hurt_is_an_arrest() -> None:
    candidate = _candidate("arrest:arrest.verb attack:attack.noun", [1], [3], words="raid")
    assert (decide(candidate) or ("none",))[0] == "Arrests"


def test_who_returns_fire_is_no_brawling_crowd() -> None:
    found = decide(_candidate("clash:clash.exchange", [7], [7]))
    assert found == ("Armed clash", "classify.battle.v1")


def test_vigilantes_are_a_mob() -> None:
    side = ActorSide(
        name="Vigilante Group",
        inter=4,
        category="armed_group",
        is_known=False,
        is_generic=True,
        text="vigilantes",
        start=0,
        end=10,
        rule="test",
    )
    candidate = _candidate("kill:kill.verb", [], [7], fatalities=1)
    assert (decide(Candidate(**{**_fields(candidate), "side1": (side,)})) or ("none",))[0] == "Mob violence"


def _fields(candidate: Candidate) -> dict[str, Any]:
    return {name: getattr(candidate, name) for name in Candidate.__dataclass_fields__}


@pytest.mark.parametrize(
    ("weapons", "way"),
    [("f-16", "air"), ("mortars", "shelling"), ("landmine", "planted"), ("sarin", "chemical"), ("grenades", "grenade")],
)
def test_the_word_for_a_weapon_tells_its_delivery(weapons: str, way: str) -> None:
    assert deliveries(_candidate("attack:attack.verb", [3], [7], weapons=weapons)) == {way}


def test_rockets_fired_on_a_camp_are_no_shooting() -> None:
    candidate = _candidate("shoot:shoot.fire_at kill:kill.verb", [], [7], words="mortars rockets", fatalities=5)
    assert (decide(candidate) or ("none",))[0] == "Shelling/artillery/missile attack"


def test_a_bombed_procession_of_pilgrims_is_no_protest() -> None:
    candidate = _candidate("suicide_bomb:suicide.noun protest:protest.noun", [], [7], words="procession pilgrims")
    assert (decide(candidate) or ("none",))[0] == "Suicide bomb"


def test_a_bomb_thrown_at_marchers_is_excessive_force() -> None:
    candidate = _candidate("grenade:grenade.throw protest:protest.people", [3], [6], injured=4)
    assert (decide(candidate) or ("none",))[0] == "Excessive force against protesters"


def test_an_army_that_bombs_does_it_from_the_air() -> None:
    candidate = _candidate("bomb:explosion.bomb_verb", [1], [7], words="bombed village")
    assert (decide(candidate) or ("none",))[0] == "Air/drone strike"
    assert (decide(_candidate("bomb:explosion.bomb_verb", [3], [7], words="bombed")) or ("none",))[0] == (
        "Remote explosive/landmine/IED"
    )


def test_a_gun_battle_has_two_armed_sides_named_or_not() -> None:
    assert decide(_candidate("clash:clash.gun_battle")) == ("Armed clash", "classify.battle.v1")
    assert decide(_candidate("clash:clash.noun")) is None


def test_the_dead_of_a_grave_were_not_killed_when_it_was_found() -> None:
    assert decide(_candidate("mass_grave:other.mass_grave kill:kill.verb", [2], [7])) == (
        "Other",
        "classify.mass_grave.v1",
    )


def test_a_place_taken_after_shelling_was_taken() -> None:
    taken = _candidate("territory:territory.take_place shelling:shell.noun", [2], [1])
    assert decide(taken) == ("Non-state actor overtakes territory", "classify.territory.v1")


@pytest.mark.parametrize(
    ("rules", "words", "sub"),
    [
        ("territory:territory.in_hands", "back government hands", "Government regains territory"),
        ("territory:territory.fall", "fell to militants army base", None),
        ("territory:territory.fall", "fell to the militants", "Non-state actor overtakes territory"),
        ("territory:territory.control", "militants control army", None),
        ("territory:territory.take_over", "under the accord", "Non-violent transfer of territory"),
    ],
)
def test_words_for_the_new_owner_tell_who_took_a_place(rules: str, words: str, sub: str | None) -> None:
    decided = decide(_candidate(rules, words=words))
    assert (decided[0] if decided else None) == sub


def test_what_a_war_left_behind_goes_off_as_a_mine() -> None:
    shell = _candidate("explode:explosion.blow_up", [], [7], weapons="shell", words="left over war")
    assert deliveries(shell) == {"planted"}
