"""Blows from afar that forces call into a fight on the ground: "the patrol came under fire and called for air support.
Two jets struck the positions"."""

from __future__ import annotations

from pipeline.language.support import CALLED_IN
from pipeline.records import Mention, Reading


def is_called_in(reading: Reading, mention: Mention) -> bool:
    """Does the sentence of a mention, or the one before it in the text, tell that support was called?"""
    own = reading.sentences[mention.sentence]
    before = reading.sentences[mention.sentence - 1] if mention.sentence > 0 else own
    start = own.start if before.is_headline else before.start
    return CALLED_IN.search(reading.text, start, own.end) is not None
