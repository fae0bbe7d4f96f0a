"""No text makes the finder of place names raise."""

from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc
from spacy.vocab import Vocab

from pipeline.extract.toponyms import find_place_names

_VOCAB = Vocab()
_WORDS = st.one_of(
    st.sampled_from(
        ["the", "of", "in", "village", "District", "al", "-", "Baghdad", "capital", "'s", "Local", "Government", ","]
    ),
    st.text(min_size=1, max_size=8).filter(lambda word: bool(word.strip())),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(_WORDS, max_size=12), st.integers(0, 2**31))
def test_random_words_are_read(words: list[str], seed: int) -> None:
    tags = ("PROPN", "NOUN", "ADP", "ADJ")
    doc = Doc(
        _VOCAB,
        words=words,
        pos=[tags[(seed >> i) % 4] for i in range(len(words))],
        heads=list(range(len(words))),
        deps=["ROOT"] * len(words),
        ents=[("B-GPE", "B-PERSON", "O", "B-ORG")[(seed >> 2 * i) % 4] for i in range(len(words))],
    )
    for name in find_place_names(doc):
        assert doc.text[name.start : name.end] == name.text
