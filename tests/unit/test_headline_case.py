"""Headlines that begin every word with a capital, written as sentences would have them."""

from __future__ import annotations

import pytest

from pipeline.extract.letter_case import restore_headline


@pytest.mark.parametrize(
    ("headline", "body", "restored"),
    [
        ("Gunmen Kill Five In Bamako Market Attack", "", "Gunmen kill five in Bamako market attack"),
        ("UN Envoy Condemns Attack On McAllen Clinic", "", "UN envoy condemns attack on McAllen clinic"),
        ("Boko Haram Gunmen Seize Two Villages", "", "Boko Haram gunmen seize two villages"),
        ("Five Shot At Deer Lodge Party", "Guests of Deer Lodge fled the party.", "Five shot at Deer Lodge party"),
        ("Police Kill Rose Pedlar In Lima", "The police shot Rose, a pedlar.", "Police kill Rose pedlar in Lima"),
    ],
    ids=["places", "acronyms", "groups", "capital in a sentence", "small in a sentence"],
)
def test_a_headline_in_capitals_is_written_as_a_sentence(headline: str, body: str, restored: str) -> None:
    assert restore_headline(headline, body) == restored
    assert len(restored) == len(headline)


@pytest.mark.parametrize(
    "headline",
    ["Gunmen kill five in Bamako market", "Ban Ki-moon, Kofi Annan", "Real Madrid Beat Chelsea", "", "Attack"],
)
def test_other_headlines_stay_as_they_are(headline: str) -> None:
    assert restore_headline(headline, "") == headline


def test_another_headline_in_the_text_tells_no_names() -> None:
    body = "Markets Fall After Attack On Bus\n\nThe bus burned."
    assert restore_headline("Attack On Bus Kills Five", body) == "Attack on bus kills five"
