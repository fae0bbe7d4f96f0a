"""Words for the support of aircraft and guns that those who fight on the ground call for, or have."""

from __future__ import annotations

import re

#: Forces ask for the support of others, or have it; not "called for an end to air strikes".
_SOME = r"(?:(?:an?|additional|close|further|immediate|more|several|some|the|two)[ -])*"
CALLED_IN = re.compile(
    r"\b(?:(?:ask|call|radio)(?:ed|ing)? (?:for|in|on)|(?:request|summon)(?:ed|ing)?) "
    rf"{_SOME}(?:air|aerial|aircraft|artillery|gunships?|helicopters?|jets?|mortars?|warplanes?)\b"
    r"|\b(?:air|aerial|artillery|fire|helicopter|mortar)[ -](?:backup|cover|support)\b"
    r"|\bsupporting (?:the |their )?(?:ground|patrol|soldiers|troops)\b"
    r"|\bin support of (?:the |their )?(?:[a-z]+ )?(?:forces|patrol|soldiers|troops)\b",
    re.I,
)
