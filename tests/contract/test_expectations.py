"""The Great Expectations suite says the same of every rule and row as the evaluation in Arrow."""

from __future__ import annotations

import random
import subprocess
import sys
from typing import Any

import pyarrow as pa
import pytest

from pipeline import contract
from pipeline.contract import expectations, rules
from pipeline.errors import SchemaMismatch, SpecError, StageError
from tests.contract.conftest import GOOD_EVENT, rows_of
from tests.contract.test_rules import FAIL, PASS

#: Rows of the random comparison. Each has one to four values of another row of the tables of `test_rules`.
ROWS = 600


def failing(data: pa.Table, *, which: tuple[str, ...] | None = None) -> dict[str, list[int]]:
    found = {name: answer.failing.to_pylist() for name, answer in expectations.evaluate(data, which).items()}
    return {name: rows for name, rows in found.items() if rows}


def failing_in_arrow(data: pa.Table) -> dict[str, list[int]]:
    found = {
        name: [row for row, fails in enumerate(rules.evaluate(name, data).to_pylist()) if fails]
        for name in contract.default_spec().rules
    }
    return {name: rows for name, rows in found.items() if rows}


def changes() -> list[dict[str, Any]]:
    """Every change that the tests of the rules make, right and wrong ones."""
    right = [parameter.values[0] for parameter in PASS]
    return [*right, *(change for wrong in FAIL.values() for change in wrong)]


def table(*rows: dict[str, Any]) -> pa.Table:
    numbered = [GOOD_EVENT | {"event_id_cnty": f"IRQ{number}"} | row for number, row in enumerate(rows, start=1)]
    return rows_of("draft_events", numbered)


@pytest.fixture(scope="module")
def everything() -> pa.Table:
    """One row for each change that the tests of the rules make."""
    return table(*changes())


def test_every_change_is_judged_as_in_arrow(everything: pa.Table) -> None:
    found = failing(everything)
    assert found == failing_in_arrow(everything)
    assert set(found) == set(contract.default_spec().rules)


def test_rows_with_values_thrown_together_are_judged_as_in_arrow() -> None:
    chance = random.Random(20240207)
    pool = changes()
    values: dict[str, list[Any]] = {}
    for change in pool:
        for name, value in change.items():
            values.setdefault(name, [] if name == "event_id_cnty" else [None]).append(value)
    rows = []
    for _ in range(ROWS):
        names = chance.sample(sorted(values), chance.randint(1, 4))
        rows.append(chance.choice(pool) | {name: chance.choice(values[name]) for name in names})
    data = rows_of("draft_events", [GOOD_EVENT | row for row in rows])
    assert failing(data) == failing_in_arrow(data)


def test_an_empty_table_has_no_failing_row_and_every_rule_an_answer() -> None:
    found = expectations.evaluate(contract.empty("draft_events"))
    assert list(found) == list(contract.default_spec().rules)
    assert not any(len(answer.failing) for answer in found.values())
    assert all(answer.results for answer in found.values())


def test_every_expectation_names_its_rule_check_and_severity(everything: pa.Table) -> None:
    found = expectations.evaluate(everything.slice(0, 1))
    for name, answer in found.items():
        rule = contract.default_spec().rules[name]
        assert {result["meta"]["rule"] for result in answer.results} == {name}
        assert {result["meta"]["severity"] for result in answer.results} == {rule.severity}
        assert {result["meta"]["check"] for result in answer.results} == set(range(1, len(rule.checks) + 1))


def test_only_the_rules_asked_for_are_run(everything: pa.Table) -> None:
    assert list(expectations.evaluate(everything, ("R03", "R01"))) == ["R03", "R01"]


def test_an_answer_holds_examples_but_not_all_failing_rows() -> None:
    data = table(*({"year": 1950 + number} for number in range(30)))
    (result, *_) = expectations.evaluate(data, ("R02",))["R02"].results
    assert result["result"]["unexpected_count"] == 30
    assert len(result["result"]["partial_unexpected_list"]) == expectations.MOST_EXAMPLES


def test_rows_with_the_same_values_are_asked_about_once_and_counted_all() -> None:
    data = table(*({"year": 2023} for _ in range(30)), {})
    answer = expectations.evaluate(data, ("R02",))["R02"]
    assert answer.failing.to_pylist() == list(range(30))
    told = answer.results[0]["result"]
    assert (told["unexpected_count"], told["asked_about"]["element_count"]) == (30, 2)
    assert told["partial_unexpected_list"] == [[2023.0, 2024.0]]


def test_the_same_rows_give_the_same_answers(everything: pa.Table) -> None:
    assert expectations.evaluate(everything) == expectations.evaluate(everything)


def test_an_unknown_rule_is_refused(everything: pa.Table) -> None:
    with pytest.raises(SpecError, match="no rule 'R99'"):
        expectations.evaluate(everything, ("R99",))


def test_a_missing_column_is_refused(everything: pa.Table) -> None:
    with pytest.raises(SchemaMismatch, match=r"R04 .*disorder_type"):
        expectations.evaluate(everything.drop_columns(["disorder_type"]), ("R03", "R04"))


def test_an_expectation_that_breaks_is_an_error_and_no_failing_row() -> None:
    with pytest.raises(StageError, match="R07, check 1: .* could not be evaluated"):
        expectations._raise_if_broken(
            {
                "exception_info": {"metric": {"raised_exception": True, "exception_message": "boom"}},
                "expectation_config": {"type": "expect_column_values_to_be_in_set"},
            },
            {"rule": "R07", "check": 1},
        )


def test_importing_the_module_loads_neither_great_expectations_nor_pandas() -> None:
    code = "import sys, pipeline.contract.expectations; print({'great_expectations', 'pandas'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
