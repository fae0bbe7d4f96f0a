"""The tables of actors, roles, regimes and nationalities: sorted, unique, with valid codes and days in order."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from importlib import resources
from itertools import combinations, pairwise
from pathlib import Path

import pytest

from pipeline import contract
from pipeline.reference import actors

FOLDER = Path(str(resources.files("pipeline.reference")))
COUNTRIES = frozenset(row.code for row in contract.codes("country"))
CATEGORIES = frozenset("rebel militia gang communal mission state police defacto private party crowd".split())
ROLES = frozenset(
    "state police armed_group gang communal vigilante rioter protester civilian official external private".split()
)
#: Actor types that a category may have (codes/inter.csv).
INTER = {
    "rebel": {2}, "militia": {3, 4}, "gang": {3}, "communal": {4}, "mission": {8}, "state": {1}, "police": {1},
    "defacto": {1}, "private": {8}, "party": {3}, "crowd": {5},
}  # fmt: skip
#: Countries that have no regime of their own: dependent territories and those whose heads change twice a year.
TERRITORIES = frozenset(
    "ABW AIA ASM ATA BES BLM BMU CCK COK CUW CXR CYM FLK FRO GGY GIB GLP GRL GUF GUM HKG HMD IMN IOT JEY MAC "
    "MAF MNP MSR "
    "MTQ MYT NCL NFK NIU PCN PRI PYF REU SGS SHN SJM SMR SPM SXM TCA TKL UMI VGB VIR WLF ESH ALA ATF BVT".split()
)


def rows(path: str) -> list[dict[str, str]]:
    with (FOLDER / path).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("actors/actors.csv", ("name", "valid_from")),
        ("actors/roles.csv", ("noun",)),
        ("actors/ucdp_names.csv", ("ucdp_name",)),
        ("actors/word_sets.csv", ("word_set", "word")),
        ("demonyms.csv", ("demonym",)),
        ("leader_names.csv", ("iso3", "name")),
        ("leaders.csv", ("iso3", "from_date")),
    ],
)
def test_table_is_sorted_unique_and_written_as_the_csv_module_writes(path: str, key: tuple[str, ...]) -> None:
    table = rows(path)
    keys = [tuple(row[column] for column in key) for row in table]
    assert keys == sorted(set(keys))
    out = io.StringIO()
    writer = csv.DictWriter(out, table[0].keys(), lineterminator="\n")
    writer.writeheader()
    writer.writerows(table)
    assert (FOLDER / path).read_bytes() == out.getvalue().encode()


def test_the_table_holds_enough_actors_each_with_what_it_needs() -> None:
    names = {actor.name for actor in actors.table()}
    assert len(names) >= 1500
    for actor in actors.table():
        assert actor.category in CATEGORIES, actor.name
        assert actor.inter in INTER[actor.category], actor.name
        assert set(actor.countries) <= COUNTRIES, actor.name
        assert actor.countries or actor.category in ("mission", "rebel"), actor.name
        assert actor.source, actor.name
        assert not actor.parent or actor.parent in names, actor.name
        assert not actor.is_whole or actor.category in ("state", "police"), actor.name
        assert ";" not in actor.name and actor.name.isascii(), actor.name
        assert list(actor.aliases[1:]) == sorted(set(actor.aliases[1:])), actor.name


def test_marks_in_the_tables_are_yes_or_nothing() -> None:
    for path, column in (("actors/actors.csv", "is_whole"), ("gazetteer/abbreviations.csv", "behind_a_town")):
        assert {row[column] for row in rows(path)} == {"", "yes"}, path


def test_periods_of_one_name_follow_each_other() -> None:
    periods = defaultdict(list)
    for actor in actors.table():
        first, last = actor.valid_from or date.min, actor.valid_to or date.max
        assert first <= last, actor.name
        periods[actor.name].append((first, last))
    for name, spans in periods.items():
        for (_, end), (start, _) in pairwise(sorted(spans)):
            assert end < start, name
    assert any(len(spans) > 1 for spans in periods.values())


def _shared() -> Iterator[tuple[str, actors.Actor, actors.Actor]]:
    for name, bearers in actors.alias_index().items():
        for one, other in combinations(bearers, 2):
            if one.name != other.name:
                yield name, one, other


def test_no_name_means_two_actors_of_one_country_on_one_day() -> None:
    checked = 0
    for name, one, other in _shared():
        checked += 1
        apart = (one.valid_to or date.max) < (other.valid_from or date.min) or (other.valid_to or date.max) < (
            one.valid_from or date.min
        )
        # one that is active anywhere stands back where another is at home
        assert apart or not one.countries or not other.countries or one.countries[0] != other.countries[0], (
            name, one.name, other.name,
        )  # fmt: skip
    assert checked > 0


def test_every_side_of_ucdp_has_its_names_in_the_table() -> None:
    names = {actor.name: actor for actor in actors.table()}
    table = rows("actors/ucdp_names.csv")
    for row in table:
        assert row["first_day"] <= row["last_day"]
        for name in row["names"].split("|"):
            assert "UCDP" in names[name].source, name
    assert len(table) > 600


def test_every_role_has_a_category_and_stands_in_small_letters() -> None:
    for noun, role in actors.roles().items():
        assert role.category in ROLES, noun
        assert noun == noun.lower().strip(), noun


def test_every_state_has_its_regimes_since_1997_without_a_gap() -> None:
    spans = defaultdict(list)
    for row in rows("leaders.csv"):
        assert row["iso3"] in COUNTRIES
        spans[row["iso3"]].append((row["from_date"], row["to_date"]))
    assert COUNTRIES - TERRITORIES <= set(spans)
    for iso3, regimes in spans.items():
        for (start, end), (following, _) in pairwise(regimes):
            assert date.fromisoformat(start) < date.fromisoformat(end) and end == following, iso3
        assert regimes[-1][1] == "", iso3
        if iso3 not in ("MNE", "TLS", "XKX", "SSD"):  # states that came later
            assert regimes[0][0] <= "1997-02-13", iso3


def test_every_leader_named_begins_a_regime() -> None:
    begins = {(row["iso3"], row["from_date"]) for row in rows("leaders.csv")}
    for row in rows("leader_names.csv"):
        assert (row["iso3"], row["from_date"]) in begins, row["name"]


def test_every_demonym_is_of_a_country() -> None:
    for row in rows("demonyms.csv"):
        assert row["iso3"] in COUNTRIES, row
