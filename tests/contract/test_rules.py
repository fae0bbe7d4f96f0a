"""Each rule R00-R25: what fails it and what does not."""

from datetime import date

import pyarrow as pa
import pytest

from pipeline import contract
from pipeline.contract import derive, rules
from pipeline.errors import SchemaMismatch, SpecError

PROTEST = {
    "disorder_type": "Demonstrations",
    "event_type": "Protests",
    "sub_event_type": "Peaceful protest",
    "actor1": "Protesters (Iraq)",
    "inter1": "Protesters",
    "actor2": None,
    "inter2": None,
    "interaction": "Protesters only",
    "fatalities": 0,
    "tags": "crowd size=large",
}
RIOT = PROTEST | {
    "disorder_type": "Political violence",
    "event_type": "Riots",
    "sub_event_type": "Mob violence",
    "actor1": "Rioters (Iraq)",
    "inter1": "Rioters",
    "interaction": "Rioters only",
}
ATTACK = {
    "event_type": "Violence against civilians",
    "sub_event_type": "Attack",
    "actor1": "Unidentified Armed Group (Iraq)",
    "inter1": "Political militia",
    "actor2": "Civilians (Iraq)",
    "inter2": "Civilians",
    "interaction": "Political militia-Civilians",
    "civilian_targeting": "Civilian targeting",
}
CLASH = {"event_type": "Battles", "sub_event_type": "Armed clash"}
STRIKE_ON_CIVILIANS = {
    "actor2": "Civilians (Iraq)",
    "inter2": "Civilians",
    "interaction": "External/Other forces-Civilians",
    "civilian_targeting": "Civilian targeting",
}
ARRESTS = {
    "disorder_type": "Strategic developments",
    "event_type": "Strategic developments",
    "sub_event_type": "Arrests",
    "fatalities": 0,
    "notes": "Arrests: On 7 February 2024, police arrested 40 members of a party in Baghdad.",
}
NO_ACTOR2 = {"actor2": None, "inter2": None, "interaction": "External/Other forces only"}

PASS = [
    pytest.param({}, id="strike"),
    pytest.param(NO_ACTOR2, id="strike on nobody known"),
    pytest.param(STRIKE_ON_CIVILIANS, id="strike on civilians"),
    pytest.param(PROTEST, id="protest"),
    pytest.param(
        PROTEST
        | {"actor2": "Protesters (Iraq)", "inter2": "Protesters", "interaction": "Protesters-Protesters"}
        | {"tags": "local administrators; crowd size=around 3,000"},
        id="counter-protest",
    ),
    pytest.param(RIOT, id="riot"),
    pytest.param(
        RIOT | {k: STRIKE_ON_CIVILIANS[k] for k in ("actor2", "inter2", "civilian_targeting")}
        | {"interaction": "Rioters-Civilians"},
        id="mob on civilians",
    ),
    pytest.param(ATTACK, id="attack"),
    pytest.param(CLASH | {"assoc_actor_1": "Women (Iraq)"}, id="clash"),
    pytest.param(ARRESTS, id="arrests"),
    pytest.param(ARRESTS | {"notes": "On 7 February 2024, police arrested 40 people."}, id="arrests without prefix"),
    pytest.param({"time_precision": 2, "notes": "Around 7 February 2024 (as reported), x."}, id="around"),
    pytest.param({"sub_event_type": "Suicide bomb"}, id="suicide bomb"),
    pytest.param({"country": "Kosovo", "iso": 0, "region": "Europe"}, id="Kosovo"),
    pytest.param(
        {"country": "United States", "iso": 840, "region": "North America", "inter1": "State forces",
         "interaction": "State forces-Political militia"},
        id="forces at home, country spoken with an article",
    ),
    pytest.param({"event_date": date(2024, 2, 9), "notes": "On 9 February 2024, x."}, id="on the day of the run"),
]  # fmt: skip

FAIL = {
    "R00": [{"actor1": None}, {"location": None, "admin1": None}, {"date_basis": None}],
    "R01": [{"event_id_cnty": "IQ1"}, {"event_id_cnty": "IRQ1\n"}, {"event_id_cnty": "IRQ"}, {"event_id_cnty": "irq1"}],
    "R02": [
        {"year": 2023},
        {"event_date": date(1996, 12, 31), "year": 1996},
        {"event_date": date(2024, 2, 10)},
    ],
    "R03": [{"event_type": "Battles"}, {"sub_event_type": "Airstrike"}],
    "R04": [{"disorder_type": "Demonstrations"}],
    "R05": [{"inter2": None}, {"actor2": None}, NO_ACTOR2 | {"assoc_actor_2": "Women (Iraq)"}],
    "R06": [
        {"interaction": "External/Other forces-Political militia"},
        {"inter2": None},
        {"interaction": "External/Other forces only"},
        STRIKE_ON_CIVILIANS | {"interaction": "Civilians-External/Other forces"},
    ],
    "R07": [{"inter1": "Civilians"}, PROTEST | {"inter1": "Rioters"}],
    "R08": [ATTACK | {"inter2": "Rebel group"}, CLASH | {"inter2": "Civilians"}],
    "R09": [CLASH | NO_ACTOR2, ATTACK | NO_ACTOR2],
    "R10": [ARRESTS | NO_ACTOR2],
    "R11": [
        PROTEST | {"actor1": "Students (Iraq)"},
        PROTEST | {"actor1": "Protesters"},
        RIOT | {"actor1": "Protesters (Iraq)"},
    ],
    "R12": [ATTACK | {"actor2": "Students (Iraq)"}],
    "R13": [
        {"actor1": "Unidentified Armed Group (Iraq)"},
        {"actor2": "Civilians (Iraq)"},
        {"actor2": "Dinka Ethnic Militia (South Sudan)"},
        {"actor2": "Darfur Communal Militia"},
        {"actor2": "Private Security Forces (Iraq)"},
        {"actor2": "Sole Perpetrator (Iraq)", "inter2": None},
    ],
    "R14": [
        {"inter1": "State forces"},
        {"actor1": "Military Forces of Iraq (2022-)"},
        {"actor2": "Police Forces of Iraq (2022-) Swat", "inter2": "External/Other forces"},
        {"actor1": "Mutiny of Military Forces of the Democratic Republic of Congo (2019-)",
         "country": "Democratic Republic of Congo"},
        {"actor1": "Police Forces of the U.S. Virgin Islands (2019-)", "country": "Virgin Islands, U.S."},
    ],
    "R15": [CLASH | {"assoc_actor_1": "Civilians (Iraq)"}, CLASH | {"assoc_actor_2": "Women (Iraq); Civilians (Iraq)"}],
    "R16": [PROTEST | {"fatalities": 1}, ATTACK | {"sub_event_type": "Abduction/forced disappearance"}],
    "R17": [ARRESTS | {"fatalities": 1}],
    "R18": [{"sub_event_type": "Suicide bomb", "fatalities": 0}],
    "R19": [
        {"civilian_targeting": "Civilian targeting"},
        ATTACK | {"civilian_targeting": None},
        STRIKE_ON_CIVILIANS | {"civilian_targeting": None},
        CLASH | {"civilian_targeting": "Civilian targeting"},
        NO_ACTOR2 | {"civilian_targeting": "Civilian targeting"},
    ],
    "R20": [{"iso": 364}, {"region": "Europe"}, {"country": "Iran"}],
    "R21": [{"time_precision": 4}, {"geo_precision": 0}, {"source_scale": "International-National"}],
    "R22": [
        {"latitude": 91.0},
        {"longitude": -180.5},
        {"latitude": 33.34061},
        {"longitude": 44.400912345},
        {"latitude": 0.0, "longitude": 0.0},
        {"latitude": float("nan")},
    ],
    "R23": [
        {"notes": "On 8 February 2024, x."},
        {"notes": "Around 7 February 2024 (as reported), x."},
        {"time_precision": 2},
        {"time_precision": 2, "notes": "Around 7 February 2024, x."},
        {"notes": "On 7 February 2024 (as reported), x."},
        {"notes": "A strike on 7 February 2024, x."},
        {"notes": "On 07 February 2024, x."},
        {"notes": "Arrests: On 7 February 2024, x."},
    ],
    "R24": [
        PROTEST | {"tags": None},
        PROTEST | {"tags": "local administrators"},
        RIOT | {"tags": "crowd size=large; crowd size=dozens"},
        RIOT | {"tags": "crowd size="},
    ],
    "R25": [{}],
}  # fmt: skip


@pytest.mark.parametrize("rule", contract.default_spec().rules)
@pytest.mark.parametrize("change", PASS)
def test_right_row_passes(rule, change, drafts):
    assert rules.evaluate(rule, drafts(change)).to_pylist() == [False]


@pytest.mark.parametrize(
    ("rule", "change"),
    [
        pytest.param(rule, change, id=f"{rule}-{number}")
        for rule, changes in FAIL.items()
        for number, change in enumerate(changes)
    ],
)
def test_wrong_row_fails_its_rule(rule, change, drafts):
    # The good row behind it shows that only the wrong one fails; R25 is about a pair of rows.
    expected = [True, True] if rule == "R25" else [True, False]
    assert rules.evaluate(rule, drafts(change, {})).to_pylist() == expected


def test_every_rule_has_a_row_that_fails_it():
    assert set(FAIL) == set(contract.default_spec().rules)


def test_repeated_id_fails_in_every_row_that_has_it(drafts):
    data = drafts({"event_id_cnty": "IRQ7"}, {}, {"event_id_cnty": "IRQ7"})
    assert rules.evaluate("R01", data).to_pylist() == [True, False, True]


def test_natural_key_compares_nulls(drafts):
    data = drafts(NO_ACTOR2, {}, NO_ACTOR2)
    assert rules.evaluate("R25", data).to_pylist() == [True, False, True]


def test_rows_in_several_chunks_are_one_table(drafts):
    data = pa.concat_tables([drafts({}), drafts({}), drafts({"event_id_cnty": "IRQ3", "inter1": "Rioters"})])
    assert rules.evaluate("R01", data).to_pylist() == [True, True, False]
    assert rules.evaluate("R07", data).to_pylist() == [False, False, True]


@pytest.mark.parametrize("rule", contract.default_spec().rules)
def test_table_without_rows_has_no_failing_row(rule):
    assert rules.evaluate(rule, contract.empty("draft_events")).to_pylist() == []


def test_unknown_rule_is_refused(drafts):
    with pytest.raises(SpecError, match="no rule 'R99'"):
        rules.evaluate("R99", drafts({}))


def test_missing_column_is_refused(drafts):
    with pytest.raises(SchemaMismatch, match=r"R04 .*disorder_type"):
        rules.evaluate("R04", drafts({}).drop_columns(["disorder_type"]))


@pytest.mark.parametrize("rule", contract.default_spec().rules.values(), ids=lambda rule: rule.id)
def test_rule_looks_at_columns_of_its_table(rule):
    columns = rules.columns_of(rule)
    assert columns
    assert set(columns) <= set(contract.table("draft_events").column_names)


def test_derived_values_keep_the_rules_that_check_them(drafts):
    changes = []
    for row in contract.codes("sub_event_type"):
        for inter1 in sorted(derive.inter1_allowed(row.code)):
            for inter2 in (None, *sorted(derive.inter2_allowed(row.code))):
                actor2 = None if inter2 is None else "Civilians (Iraq)" if inter2 == 7 else "Some Group"
                changes.append(
                    {
                        "sub_event_type": row.code,
                        "event_type": derive.event_type(row.code),
                        "disorder_type": derive.disorder_type(row.code),
                        "inter1": derive.inter_label(inter1),
                        "actor2": actor2,
                        "inter2": None if inter2 is None else derive.inter_label(inter2),
                        "interaction": derive.interaction(inter1, inter2)[1],
                        "civilian_targeting": derive.civilian_targeting(row.code, actor2),
                    }
                )
    assert len(changes) > 500
    data = drafts(*changes)
    for rule in ("R03", "R04", "R05", "R06", "R07", "R08", "R19"):
        assert not any(rules.evaluate(rule, data).to_pylist()), rule
