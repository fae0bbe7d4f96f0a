"""Time expressions: each pattern by its own sentences, what they mean, and that no input raises."""

import json
from datetime import date
from importlib import resources

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.extract.time_meanings import find_meanings
from pipeline.extract.times import NO_DAY, exactness, find_times
from pipeline.resolve.coded_days import event_day
from pipeline.resolve.dates import resolve_times
from pipeline.resolve.report_days import report_day

FRIDAY = date(2024, 2, 9)
PATTERNS = [
    row
    for row in map(
        json.loads,
        resources.files("pipeline.extract.patterns").joinpath("times.jsonl").read_text(encoding="utf-8").splitlines(),
    )
    if "id" in row
]


def values(text: str, published: date | None = FRIDAY) -> list[tuple[str, str, str]]:
    times = find_times(text)
    resolved = resolve_times(times, published=published, text=text)
    return [(time.text, meaning.type, meaning.value) for time, meaning in zip(times, resolved, strict=True)]


@pytest.mark.parametrize("row", PATTERNS, ids=[row["id"] for row in PATTERNS])
def test_pattern_finds_its_sentence_and_not_the_other(row):
    found = [(row["match"][start:end], name) for start, end, name, _ in find_meanings(row["match"])]
    assert (row["text"], row["id"]) in found
    assert row["id"] not in [name for _, _, name, _ in find_meanings(row["no_match"])]


def test_pattern_ids_are_unique():
    assert len({row["id"] for row in PATTERNS}) == len(PATTERNS) > 0


@pytest.mark.parametrize(
    ("text", "type_", "value"),
    [
        ("Feb. 7, 2024", "DATE", "2024-02-07"),
        ("12 JAN 90", "DATE", "1990-01-12"),
        ("the night of February 7", "TIME", "2024-02-07TNI"),
        ("yesterday", "DATE", "2024-02-08"),
        ("last night", "TIME", "2024-02-08TNI"),
        ("early Saturday", "TIME", "2024-02-03TMO"),
        ("Wednesday night", "TIME", "2024-02-07TNI"),
        ("Friday", "DATE", "2024-02-09"),
        ("last Friday", "DATE", "2024-02-02"),
        ("next Monday", "DATE", "2024-02-12"),
        ("the weekend", "DATE", "2024-W05-WE"),
        ("last week", "DATE", "2024-W05"),
        ("early last month", "DATE", "2024-01"),
        ("last December", "DATE", "2023-12"),
        ("December 30", "DATE", "2023-12-30"),
        ("January last year", "DATE", "2023-01"),
        ("three weeks ago", "DATE", "2024-W03"),
        ("the past two days", "DURATION", "P2D"),
        ("two decades", "DURATION", "P20Y"),
        ("two and a half years", "DURATION", "P2Y6M"),
        ("half an hour", "DURATION", "PT30M"),
        ("every Friday", "SET", "XXXX-WXX-5"),
        ("twice a week", "SET", "P1W"),
        ("the late 1970s", "DATE", "197"),
        ("the 11th century", "DATE", "10"),
        ("the summer of 2014", "DATE", "2014-SU"),
        ("the third quarter of 2023", "DATE", "2023-Q3"),
        ("the first nine months", "DURATION", "P9M"),
        ("fiscal 2023", "DATE", "2023"),
        ("Christmas Eve", "DATE", "2023-12-24"),
        ("Easter Monday 2024", "DATE", "2024-04-01"),
        ("Good Friday 2023", "DATE", "2023-04-07"),
        ("Eid al-Fitr 2015", "DATE", "2015-07-18"),
        ("Eid al-Adha", "DATE", "2023-06-29"),
        ("Diwali 2022", "DATE", "2022-10-24"),
        ("Lunar New Year 2025", "DATE", "2025-01-29"),
        ("early May 2023", "DATE", "2023-05"),
        ("mid-May", "DATE", "2023-05"),
        ("late May", "DATE", "2023-05"),
        ("Thanksgiving Day", "DATE", "2023-11-23"),
        ("5 p.m. EST on Thursday", "TIME", "2024-02-08T17:00"),
        ("nineteen ninety-six", "DATE", "1996"),
        ("this morning", "TIME", "2024-02-09TMO"),
        ("five minutes ago", "TIME", "2024-02-09"),
        ("each July", "SET", "XXXX-07"),
        ("mid-afternoon yesterday", "TIME", "2024-02-08TAF"),
        ("the winter of nineteen ninety-four", "DATE", "1994-WI"),
        ("two thousand years", "DURATION", "P2000Y"),
        ("the fourth quarter", "DATE", "2023-Q4"),
    ],
    ids=lambda x: x if isinstance(x, str) else None,
)
def test_value_of_an_expression(text, type_, value):
    assert values(f"They met {text}, he said.") == [(text, type_, value)]


@pytest.mark.parametrize(
    "text",
    [
        "a 12-year-old boy",
        "He sat in the sun.",
        "They may march.",
        "eastern Syria",
        "12 Americans",
        "a second bomb",
        "$1,994",
        "Room 2020",
        "4.10 guilders",
        "thus he fled",
        "the daily Jang reported",
        'He spoke on "This Week".',
        "a quarter-to-quarter rise",
    ],
    ids=lambda text: text,
)
def test_what_is_no_time_is_not_found(text):
    assert find_times(text) == []


@pytest.mark.parametrize(
    ("text", "values_"),
    [
        ("He was shot on May 5, 2023. Two days later he died.", ["2023-05-05", "2023-05-07"]),
        ("The town fell on 3 March 2023. The day before, it was shelled.", ["2023-03-03", "2023-03-02"]),
        ("He returned in June 1998. Later that year he was jailed.", ["1998-06", "1998"]),
        ("The post fell on 15 March 2023. It had been shelled the previous Friday.", ["2023-03-15", "2023-03-10"]),
    ],
    ids=["days-later", "day-before", "later-that-year", "the-previous-weekday"],
)
def test_the_day_of_the_story_moves_with_the_text(text, values_):
    assert [value for _, _, value in values(text)] == values_


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("The talks will resume on Monday.", "2024-02-12"),
        ("Fighting resumed on Monday.", "2024-02-05"),
        ("The army must leave by Monday.", "2024-02-12"),
        ("The army had to leave on Monday, and will not return.", "2024-02-05"),
        ("Only two states had signed the treaty by Wednesday.", "2024-02-07"),
        ("The march planned for Wednesday was called off.", "2024-02-07"),
        ("The truce had been due to expire on Thursday.", "2024-02-08"),
        ("The rebels are likely to return on Tuesday.", "2024-02-13"),
        ("It was not until Tuesday that the army admitted the raid.", "2024-02-06"),
        ("Until Thursday, however, nobody had claimed the raid.", "2024-02-08"),
        ("They would appeal against the sentence, announced Wednesday by the court.", "2024-02-07"),
        ("The sentence will be announced Wednesday.", "2024-02-14"),
        ("Troops could arrive as early as Monday.", "2024-02-12"),
        ("The new curfew, effective March 29, covers the port.", "2024-03-29"),
        ("The state would pay for the houses that the Jan. 30 shelling ruined.", "2024-01-30"),
        ("The march will be held on June 30.", "2024-06-30"),
    ],
    ids=[
        "will",
        "past",
        "by",
        "will-in-the-next-clause",
        "had-by",
        "called-off",
        "had-been-due",
        "likely",
        "not-until",
        "until-had",
        "announced",
        "to-be-announced",
        "as-early-as",
        "effective",
        "day-just-passed",
        "day-to-come",
    ],
)
def test_weekday_looks_ahead_only_for_what_is_to_come(text, value):
    assert [found for _, _, found in values(text)] == [value]


def test_year_of_the_text_holds_where_nothing_else_is_known():
    text = "On October 7th, 2023, he was shot. The attack of October 7 was not the last."
    assert [value for _, _, value in values(text, None)] == ["2023-10-07", "2023-10-07"]


def test_without_any_day_a_weekday_stays_open():
    assert values("A bomb went off on Friday night.", None) == [("Friday night", "TIME", "XXXX-WXX-5TNI")]


@pytest.mark.parametrize(
    "text",
    [
        "KABUL, Afghanistan (Dec. 27, 2010) - Troops came yesterday.",
        "SAN SALVADOR, 27 DEC 10 (ACAN-EFE) -- TROOPS CAME YESTERDAY.",
        "BAGHDAD, Dec 27, 2010 (Reuters) - Troops came yesterday.",
        "December 27, 2010: Troops came yesterday.",
        "Evening update, Dec. 27, 2010\nTroops came yesterday.",
    ],
    ids=["parenthesis", "capitals", "agency", "colon", "heading"],
)
def test_dateline_stands_in_for_the_day_of_publication(text):
    times = find_times(text)
    assert report_day(times, None).day == date(2010, 12, 27)
    assert report_day(times, None).basis == "dateline"
    assert resolve_times(times, published=None, text=text)[1].date_start == date(2010, 12, 26)


def test_dateline_near_publication_is_the_day_the_report_was_written():
    assert report_day(find_times("GAZA, Feb. 5 (AP) - Shells fell today."), FRIDAY).day == date(2024, 2, 5)


def test_old_dateline_is_not_the_day_of_the_report():
    assert report_day(find_times("GAZA, Nov. 5, 2023 (AP) - Shells fell."), FRIDAY).day == FRIDAY


@pytest.mark.parametrize(
    "text",
    ["Shells fell on Gaza on February 5, 2024 - the worst day.", "Ten killed on Feb. 5, 2024\nShells fell."],
    ids=["sentence", "headline"],
)
def test_day_of_an_event_is_no_dateline(text):
    assert report_day(find_times(text), None).day is None


def test_day_of_an_islamic_feast_is_known_within_a_day():
    text = "Troops fired on Eid al-Adha 2016."
    (feast,) = resolve_times(find_times(text), published=None, text=text)
    assert feast.date_start <= date(2016, 9, 12) <= feast.date_end
    assert (feast.date_end - feast.date_start).days == 2


def test_range_of_days_has_both_ends():
    times = find_times("Shelling from 30 May to 2 June 2024 killed ten.")
    (found,) = resolve_times(times, published=None, text="")
    assert (found.date_start, found.date_end) == (date(2024, 5, 30), date(2024, 6, 2))
    assert event_day(found, published=None).time_precision == 2


#: A machine under load is no failure.
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@UNHURRIED
@given(st.text(max_size=200), st.one_of(st.none(), st.dates()))
def test_no_text_raises(text, published):
    resolve_times(find_times(text), published=published, text=text)


_WORDS = sorted({word for row in PATTERNS for word in (row["match"] + " " + row["no_match"]).split()})


@UNHURRIED
@given(
    st.lists(st.one_of(st.sampled_from(_WORDS), st.integers(0, 10**6).map(str)), max_size=25),
    st.one_of(st.none(), st.dates()),
)
def test_no_mixture_of_time_words_raises(words, published):
    text = " ".join(words)
    for found in resolve_times(find_times(text), published=published, text=text):
        assert found.date_start is None or (found.date_end is not None and found.date_start <= found.date_end)
        event_day(found, published=published)


@pytest.mark.parametrize(
    ("text", "day", "precision"),
    [
        ("since Wednesday", "2024-02-08", 2),
        ("recently", "2024-02-07", 2),
        ("a few days ago", "2024-02-07", 2),
        ("in the past 24 hours", "2024-02-09", 2),
        ("over the past week", "2024-02-06", 2),
        ("around February 5", "2024-02-05", 2),
        ("early last month", "2024-01-01", 3),
        ("since January", None, None),
        ("this year", None, None),
        ("at 9 p.m.", None, None),
        ("next Monday", None, None),
    ],
    ids=lambda x: str(x),
)
def test_day_of_an_event_that_a_time_governs(text, day, precision):
    sentence = f"Shells fell {text}, he said."
    times = find_times(sentence)
    found = [event_day(time, published=FRIDAY) for time in resolve_times(times, published=FRIDAY, text=sentence)]
    assert [(str(f.event_date) if f.event_date else None, f.time_precision) for f in found] == [(day, precision)]


@pytest.mark.parametrize(
    ("text", "rank"),
    [
        ("on Monday", 0),
        ("last week", 1),
        ("in early May", 2),
        ("at 9 p.m.", NO_DAY),
        ("now", NO_DAY),
        ("in 1994", NO_DAY),
    ],
    ids=lambda x: str(x),
)
def test_exactness_ranks_what_says_a_day_first(text, rank):
    assert [exactness(time) for time in find_times(f"Shells fell {text}.")] == [rank]
