"""The sample articles of `seeds/`, read as a run reads them, and what a careful human codes from each.

`tests/golden/seeds.yaml` holds the codings; how they are read stands in `tests/golden/README.md`.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.coding import differences

ROOT = Path(__file__).resolve().parent.parent
EXPECTED: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / "tests/golden/seeds.yaml").read_text(encoding="utf-8"))
#: Articles that are not coded as a human would yet, one a line; one that starts to pass must leave the list (strict).
OPEN = frozenset((ROOT / "tests/golden/seeds_open.txt").read_text(encoding="utf-8").split())
_OPEN = pytest.mark.xfail(
    raises=AssertionError, strict=True, reason="listed in seeds_open.txt: not coded as a human would yet"
)


@pytest.fixture(scope="session")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """What the stages from `ingest` to `classify` make of each article, as `casus code` tells it."""
    from pipeline import job
    from pipeline.commands.coding import event
    from pipeline.store import Store

    store = Store(str(tmp_path_factory.mktemp("seeds")))
    entries = job.sources(str(ROOT / "seeds" / "sources.yaml"))
    intake = job.take_in(store, entries, job.run_at(datetime.datetime(2024, 7, 1, tzinfo=datetime.UTC)))
    for chunk in job.plan(store, "test", intake.batches):
        job.clean_chunk(store, chunk, workers=0)
    for chunk in job.index(store, "test"):
        job.code_chunk(store, chunk, workers=0)
    job.collect(store, "test")
    found: dict[str, dict[str, Any]] = {}
    for row in sorted(store.read("coded_events").to_pylist(), key=lambda row: row["coded_id"]):
        answer = found.setdefault(_key(row["article_id"]), {"status": "coded", "reasons": [], "events": []})
        answer["events"].append(event(row))
    for row in store.read("rejects").to_pylist():
        # A refused mention is no refusal of its article.
        if row["article_id"] in (None, row["key"]):
            found.setdefault(_key(row["key"]), {"status": "refused", "reasons": [row["reason"]], "events": []})
    return found


def _key(article_id: str) -> str:
    """ "coastal-wire/azaz-base.txt" as the codings name it."""
    return article_id.removesuffix(".html").removesuffix(".txt")


@pytest.mark.integration
@pytest.mark.xdist_group("seeds")
@pytest.mark.parametrize("name", [pytest.param(name, marks=_OPEN) if name in OPEN else name for name in EXPECTED])
def test_sample_article_is_coded_as_a_human_would(name: str, answers: Mapping[str, Mapping[str, Any]]) -> None:
    expected = EXPECTED[name]
    if refused := expected.get("refused"):
        assert answers[name]["reasons"], f"{name} was coded: {answers[name]['events']}"
        assert answers[name]["reasons"][0] in (refused if isinstance(refused, list) else [refused])
        return
    problems = list(differences(expected, answers[name]))
    assert not problems, "\n".join([f"{name}:", *(f"  - {problem}" for problem in problems)])


def test_every_sample_article_has_a_coding() -> None:
    articles = ROOT / "seeds" / "articles"
    bodies = [path for path in articles.rglob("*") if path.suffix in (".html", ".txt")]
    assert sorted(EXPECTED) == sorted(_key(path.relative_to(articles).as_posix()) for path in bodies)


def test_open_samples_have_codings() -> None:
    assert set(EXPECTED) >= OPEN


#: Flags that say why a value stands without words of its own: it was taken from elsewhere in the text or from the
#: rules.
_TAKEN_OVER = {
    "event_date": {"DATE_INHERITED", "DATE_OF_REPORT"},
    "location": {"PLACE_INHERITED"},
    "fatalities": {"FATALITIES_UNKNOWN_PLURAL"},
}


def test_every_value_of_a_published_event_has_its_words(answers: Mapping[str, Mapping[str, Any]]) -> None:
    checked = 0
    for name, answer in answers.items():
        for event in answer["events"]:
            if event["status"] != "published":
                continue
            supported = {span["field"] for span in event["evidence"]}
            for field in ("event", "event_date", "location", "fatalities", "injured", "captured", "weapon"):
                given = field == "event" or event[field] not in (None, 0)
                if given and not set(event["qa_flags"]) & _TAKEN_OVER.get(field, set()):
                    assert field in supported, f"{name}: {field}={event.get(field)} has no evidence"
                    checked += 1
            for span in event["evidence"]:
                assert span["rule"] and 0 <= span["start"] < span["end"]
                assert len(span["quote"]) <= 200
    assert checked > 100


def test_the_words_of_a_party_stand_under_the_column_it_came_to(answers: Mapping[str, Mapping[str, Any]]) -> None:
    """The police who break up a protest are actor2, though they do what is told."""
    (dispersed,) = (
        event
        for event in answers["rift-valley-post/tax-protests"]["events"]
        if event["sub_event_type"] == "Protest with intervention"
    )
    quotes = {span["field"]: span["quote"] for span in dispersed["evidence"]}
    assert quotes["actor2"] == "police"
    assert quotes["actor1"] == "traders"
