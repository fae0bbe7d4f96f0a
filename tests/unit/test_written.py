"""Words of events as the article writes them, where it was read in another case."""

from __future__ import annotations

from dataclasses import replace

from pipeline.classify.written import as_written
from pipeline.records import Evidence, Participant
from tests.unit.coded_rows import coded
from tests.unit.told_rows import reading

WRITTEN = "AL SHABAAB KILLED THREE."
READ = replace(reading("Al Shabaab killed three."), written=WRITTEN)
GROUP = Participant(role="perpetrator", kind="organization", text="Al Shabaab", start=0, end=10, phrase="Al Shabaab")
QUOTE = Evidence(field="event", start=11, end=23, quote="killed three", rule="kill.verb")


def test_quotes_and_participants_have_the_letters_of_the_article() -> None:
    event = as_written(coded("a", participants=(GROUP,), evidence=(QUOTE,)), READ)
    assert (event.participants[0].text, event.participants[0].phrase) == ("AL SHABAAB", "AL SHABAAB")
    assert event.evidence[0].quote == "KILLED THREE"


def test_a_phrase_is_looked_for_from_where_it_begins() -> None:
    rebel = Participant(role="perpetrator", kind="individual", text="Shabaab", start=3, end=10, phrase="Al Shabaab")
    (participant,) = as_written(coded("a", participants=(rebel,), evidence=(QUOTE,)), READ).participants
    assert (participant.text, participant.phrase) == ("SHABAAB", "AL SHABAAB")


def test_words_that_do_not_stand_there_stay() -> None:
    joined = replace(QUOTE, quote="killed ... three")
    event = as_written(coded("a", participants=(replace(GROUP, phrase=None),), evidence=(joined,)), READ)
    assert event.evidence[0].quote == "killed ... three"
    assert event.participants[0].phrase is None


def test_an_article_that_was_read_as_it_stands_changes_nothing() -> None:
    event = coded("a", participants=(GROUP,), evidence=(QUOTE,))
    assert as_written(event, reading(WRITTEN)) is event
    assert as_written(event, None) is event
