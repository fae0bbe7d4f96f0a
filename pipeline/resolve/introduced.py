"""The name by which an article brings in a group that it has told without one: "Fighters known as X", "The attackers,
members of X, had rifles"."""

from __future__ import annotations

import re

from pipeline.records import Participant
from pipeline.resolve.setting import Setting
from pipeline.resolve.word_sets import word_set

#: Words for those who attacked, whoever they are; and words for bands and groups.
_ATTACKERS, _ANAPHORIC = word_set("attackers"), word_set("anaphoric")
_KNOWN_AS = r"(?:called|calling (?:itself|themselves)|dubbed|known (?:locally )?as|named)"
#: What stands between a group without a name and its name.
_BY_NAME = re.compile(rf",? (?:who are |which is )?{_KNOWN_AS} (?:the )?[\"\u201c]?$")
#: What stands between "an X affiliate" and its name.
_APPOSED = re.compile(r", (?:the )?[\"\u201c]?")
#: The same where a later sentence points back to the group.
_BACK = re.compile(
    rf"\b(?:[Tt]he|[Tt]hese|[Tt]hose) (?P<head>\w+), (?:who (?:are|were) |which is )?"
    rf"(?:{_KNOWN_AS}|(?:all )?(?:fighters|gunmen|members|militants|part) (?:from|of)|from) (?:the )?[\"\u201c]?$"
)
#: Somebody told for the first time, by what he is.
_ONE = re.compile(r"an? (?P<what>[\w-]+(?: [\w-]+)?)")
#: Words for those who are close to another group.
_CLOSE = frozenset({"affiliate", "franchise", "offshoot"})
#: Sentences behind its own in which a name may be given to a group.
_REACH = 3


def name_given(setting: Setting, participant: Participant, *, acts: bool) -> str | None:
    """The name that an article gives to a group behind the words that tell it; None where it gives none.

    Args:
        setting: The event.
        participant: A group without a name.
        acts: True for those who attack: "the attackers" are they.
    """
    context = setting.context
    text, sentences = context.reading.text, context.reading.sentences
    own = next((i for i, s in enumerate(sentences) if s.start <= participant.start < s.end), None)
    if own is None:
        return None
    end = sentences[min(own + _REACH, len(sentences) - 1)].end
    said = set((participant.phrase or participant.text).lower().split())
    is_close = not said.isdisjoint(_CLOSE)
    # "A bomb maker was captured ... the Taliban bomb maker": called the same, with the name.
    one = _ONE.fullmatch((participant.phrase or participant.text).lower())
    called = f" {one['what']}" if one is not None else ""
    claimed = {claim.start for claim in context.claims}  # these are heard as claims (claimed_sides.py)
    names = [(start, stop) for start, stop, _ in context.named if start not in claimed and not setting.is_apart(start)]
    for start, stop in names:
        if not participant.end < start < end:
            continue
        if called and text[:start].endswith(("the ", "The ")) and text[stop:].lower().startswith(called):
            return text[start:stop]
        between = text[participant.end : start] if start < sentences[own].end else ""
        if _BY_NAME.fullmatch(between) or (is_close and _APPOSED.fullmatch(between)):
            return text[start:stop]
        first = next(s.start for s in sentences if s.start <= start < s.end)
        back = _BACK.search(text, max(first, participant.end), start)
        if back is not None and (back["head"] in said & _ANAPHORIC or (acts and back["head"] in _ATTACKERS)):
            return text[start:stop]
    return None
