"""What follows from a sub-event, two actor types, a name or a country."""

import pytest

from pipeline import contract
from pipeline.contract import actor_types, derive
from pipeline.errors import SpecError


@pytest.mark.parametrize(
    ("inter1", "inter2", "code", "label"),
    [
        (8, 3, 38, "Political militia-External/Other forces"),
        (3, 8, 38, "Political militia-External/Other forces"),
        (6, None, 60, "Protesters only"),
        (7, 8, 78, "External/Other forces-Civilians"),
        (8, 7, 78, "External/Other forces-Civilians"),
        (1, 1, 11, "State forces-State forces"),
    ],
)
def test_interaction_does_not_depend_on_order(inter1, inter2, code, label):
    assert derive.interaction(inter1, inter2) == (code, label)


def test_interaction_that_is_not_in_the_list_is_refused():
    with pytest.raises(SpecError, match="no interaction of 5 and 9"):
        derive.interaction(5, 9)


def test_sub_event_tells_its_type_disorder_and_rules():
    assert derive.event_type("Air/drone strike") == "Explosions/Remote violence"
    assert derive.disorder_type("Excessive force against protesters") == "Political violence; Demonstrations"
    assert derive.inter1_allowed("Peaceful protest") == {6}
    assert derive.inter2_allowed("Attack") == {7}
    assert derive.actor2_rule("Arrests") == "expected"
    assert derive.fatalities_rule("Suicide bomb") == "min1_warn"
    assert derive.sub_event_rank("Government regains territory") == 1


def test_ranks_are_an_order_of_all_sub_events():
    ranks = [derive.sub_event_rank(row.code) for row in contract.codes("sub_event_type")]
    assert sorted(ranks) == list(range(1, 26))


def test_unknown_sub_event_is_refused():
    with pytest.raises(SpecError, match=r"codes/sub_event_type.csv: no code 'Airstrike'"):
        derive.event_type("Airstrike")


@pytest.mark.parametrize("code", range(1, 9))
def test_label_of_an_actor_type_gives_its_code_back(code):
    assert derive.inter_code(derive.inter_label(code)) == code


def test_labels_of_older_exports_are_known():
    assert derive.inter_code("Rebel Groups") == 2


def test_unknown_label_is_refused():
    with pytest.raises(SpecError, match="no label 'Terrorists'"):
        derive.inter_code("Terrorists")


@pytest.mark.parametrize(
    ("actor", "inter"),
    [
        ("Civilians (Iraq)", 7),
        ("Protesters (International)", 6),
        ("Unidentified Armed Group (Mali)", 3),
        ("Sole Perpetrator (France)", 3),
        ("Darfur Communal Militia (Sudan)", 4),
        ("Private Security Forces (Libya)", 8),
        ("Kataib Hezbollah", None),
        ("Civilians", None),
    ],
)
def test_generic_name_fixes_the_actor_type(actor, inter):
    assert derive.fixed_inter(actor) == inter


@pytest.mark.parametrize(
    ("actor", "country", "inter"),
    [
        ("Military Forces of the United States (2021-2025)", "Iraq", 8),
        ("Military Forces of the United States (2021-2025)", "United States", 1),
        ("Police Forces of Iraq (2022-) Swat", "Iraq", 1),
        ("Mutiny of Military Forces of Mali (2021-)", "Mali", 1),
        ("Police Forces of the U.S. Virgin Islands (2019-)", "Virgin Islands, U.S.", 1),
        ("Kataib Hezbollah", "Iraq", None),
    ],
)
def test_state_forces_are_external_abroad(actor, country, inter):
    assert derive.forces_inter(actor, country) == inter


@pytest.mark.parametrize(
    ("sub", "actor2", "value"),
    [
        ("Attack", "Civilians (Iraq)", "Civilian targeting"),
        ("Excessive force against protesters", "Police Forces of Iraq (2022-)", "Civilian targeting"),
        ("Air/drone strike", "Civilians (Iraq)", "Civilian targeting"),
        ("Air/drone strike", "Kataib Hezbollah", None),
        ("Air/drone strike", None, None),
        ("Armed clash", "Civilians (Iraq)", None),
    ],
)
def test_civilian_targeting_follows_sub_event_and_victim(sub, actor2, value):
    assert derive.civilian_targeting(sub, actor2) == value


@pytest.mark.parametrize("country", ["IRQ", "Iraq"])
def test_country_is_known_by_code_and_by_name(country):
    assert (derive.country_row(country).label, derive.iso(country), derive.region(country)) == (
        "Iraq",
        368,
        "Middle East",
    )


def test_kosovo_has_number_zero():
    assert derive.iso("XKX") == 0


def test_unknown_country_is_refused():
    with pytest.raises(SpecError, match="no country 'Mesopotamia'"):
        derive.country_row("Mesopotamia")


@pytest.mark.parametrize(
    ("scales", "value"),
    [
        ({"National"}, "National"),
        ({"International", "National"}, "National-International"),
        ({"International", "Subnational", "Other"}, "Other-Subnational"),
    ],
)
def test_source_scale_is_one_or_the_first_two_in_precedence(scales, value):
    assert derive.source_scale(frozenset(scales)) == value


def test_every_pair_of_scales_is_in_the_list():
    codes = {row.code for row in contract.codes("source_scale")}
    singles = [row.code for row in contract.codes("source_scale") if not row["scale_b"]]
    pairs = [derive.source_scale(frozenset((one, other))) for one in singles for other in singles if one != other]
    assert len(pairs) == 42
    assert set(pairs) <= codes


def test_event_without_a_source_has_no_scale():
    with pytest.raises(SpecError, match="without any source"):
        derive.source_scale(frozenset())


def test_actor_types_are_named_as_the_list_of_codes_names_them():
    named = {name: code for name, code in vars(actor_types).items() if isinstance(code, int)}
    labels = {name: derive.inter_label(code).upper() for name, code in named.items()}
    assert sorted(named.values()) == list(range(1, 9))
    assert {name for name, label in labels.items() if label != name.replace("_", " ")} == {"EXTERNAL_FORCES"}
    assert labels["EXTERNAL_FORCES"] == "EXTERNAL/OTHER FORCES"
