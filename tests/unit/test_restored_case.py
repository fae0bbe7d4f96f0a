"""Paragraphs in capitals, written as sentences would have them."""

from __future__ import annotations

import pytest

from pipeline.extract.letter_case import in_case_of, restore_case

SENTENCES = {
    "acronym of a group": "The RSF shelled a market in El Fasher.",
    "group with a number": "Rebels of M23 left Goma, the G9 gang said.",
    "country that is a word": "A US drone struck the compound; it told us nothing.",
    "group that is a word": "Police said IS militants fled, and this is true.",
    "word that is an acronym": "Three men died in a raid near Kandahar.",
    "town that is a word": "Rebels captured Sake in the east of the Democratic Republic of Congo.",
    "town behind its kind": "Ships left the Nigerian port of Bonny, for the sake of peace.",
    "town before its country": "A clinic burned in Kale, Myanmar.",
    "hyphens and particles": "Gangs fought in Port-au-Prince and Carrefour-Feuilles, Haiti.",
    "Arabic article": "Fighters of Hayat Tahrir al-Sham left.",
    "usual words": "They left the West Bank for Cape Town in South Africa.",
    "direction": "They fled to a hill south of Erbil.",
    "march and month": "The march of 3 May began in March, and it may end.",
    "common noun": "The interior ministry sent the navy, President Bush said from the bush.",
    "ordinal": "The 2nd and 16th rounds failed.",
}


@pytest.mark.parametrize("sentence", SENTENCES.values(), ids=SENTENCES)
def test_a_sentence_in_capitals_gets_its_case_back(sentence: str) -> None:
    assert restore_case(sentence.upper()) == sentence


def test_a_headline_in_capitals_is_written_as_the_text_below_it() -> None:
    text = "FIVE DIE IN RAID ON TAME\n\nThey were killed in Tame, in a raid that nobody claimed."
    assert restore_case(text).startswith("Five die in raid on Tame\n")


def test_the_signs_of_the_text_stay() -> None:
    assert in_case_of("THE [ARMY]\nLEFT. AND MORE", "The (army) left.") == "The [army]\nleft. AND MORE"
