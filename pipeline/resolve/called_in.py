"""Blows from afar that forces call into a fight on the ground: "the patrol came under fire and called for air support.
Two jets struck the positions"."""

from __future__ import annotations

import re

from pipeline.records import Mention, Reading

#: Forces ask for the support of others, or have it; not "called for an end to air strikes".
_SOME = r"(?:(?:an?|additional|close|further|immediate|more|several|some|the|two)[ -])*"
_CALLED_IN = re.compile(
    r"\b(?:(?:ask|call|radio)(?:ed|ing)? (?:for|in|on)|(?:request|summon)(?:ed|ing)?) "
    rf"{_SOME}(?:air|aerial|aircraft|artillery|gunships?|helicopters?|jets?|mortars?|warplanes?)\b"
    r"|\b(?:air|aerial|artillery|fire|helicopter|mortar)[ -](?:backup|cover|support)\b"
    r"|\bsupporting (?:the |their )?(?:ground|patrol|soldiers|troops)\b"
    r"|\bin support of (?:the |their )?(?:[a-z]+ )?(?:forces|patrol|soldiers|troops)\b",
    re.I,
)


def is_called_in(reading: Reading, mention: Mention) -> bool:
    """Does the sentence of a mention, or the one before it in the text, tell that support was called?"""
    own = reading.sentences[mention.sentence]
    before = reading.sentences[mention.sentence - 1] if mention.sentence > 0 else own
    start = own.start if before.is_headline else before.start
    return _CALLED_IN.search(reading.text, start, own.end) is not None
