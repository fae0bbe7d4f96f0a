"""How the weapons of a candidate were delivered: from the air, by a suicide bomber, laid, thrown, fired from afar.

What a word says of it stands in `delivery.csv`, what a trigger class says in `kinds.csv`.
"""

from __future__ import annotations

import re

from pipeline.classify.kinds import column
from pipeline.language.word_sets import word_set
from pipeline.records import Candidate

#: Classes of what acts at range.
REMOTE = word_set("pipeline.classify", "remote_classes")
#: What a war leaves lying about.
_DUDS = word_set("pipeline.classify", "duds")
#: Grenades that the police throw to scatter people.
_HARMLESS = re.compile(r"\b(?:flash|gas|smoke|sound|stun|tear[- ]gas)[- ]grenades?\b")
#: Rules of shooting whose weapon may be a gun or a mortar.
FIRED = frozenset({"shoot.fire_at", "shoot.fire_shots"})
_BOMBED_WORDS = word_set("pipeline.classify", "bombed_words")
#: Categories of those who bomb from the air.
_ARMIES = frozenset({"state", "external"})
#: What a war left behind lies where it fell: it goes off as a mine does.
_LEFTOVER_WORDS = word_set("pipeline.classify", "leftover_words")
#: What people do with something that then goes off in their hands: it lay there.
_HANDLING_WORDS = word_set("pipeline.classify", "handling_words")
#: Delivery -> sub-event, the higher rank first (CODING_RULES 2.1).
DELIVERIES = (
    ("chemical", "Chemical weapon"),
    ("air", "Air/drone strike"),
    ("suicide", "Suicide bomb"),
    ("shelling", "Shelling/artillery/missile attack"),
    ("planted", "Remote explosive/landmine/IED"),
    ("grenade", "Grenade"),
)


#: A force that strikes from the air, and people of it, who may do so with a gun.
_AIR_FORCE = re.compile(r"\bair force\b", re.I)
_AIRMEN = re.compile(
    r"\bair force (?:captain|colonel|general|lieutenant|major|m[ae]n|member|officer|personnel|sergeant|soldier)s?\b",
    re.I,
)


def deliveries(candidate: Candidate) -> frozenset[str]:
    """How the weapons of a candidate were delivered: air, suicide, shelling, planted, grenade, chemical."""
    if _was_found_and_handled(candidate):
        return frozenset({"planted"})
    words = column("delivery.csv", "word", "delivery")
    out = {
        words[word]
        for part in (candidate.weapon or "", *(p.text for p in candidate.participants if p.kind == "weapon"))
        for word in _HARMLESS.sub(" ", part.lower()).replace("-propelled", "-propelled ").split()
        if word in words
    }
    if any(_AIR_FORCE.search(text) for side in candidate.side1 for text in (side.text, side.name)) and not any(
        _AIRMEN.search(side.text) for side in candidate.side1
    ):
        out.add("air")
    ways = column("kinds.csv", "trigger_class", "delivery")
    out.update(ways[kind] for kind in candidate.trigger_classes if kind in ways)
    if set(candidate.words) & _BOMBED_WORDS and not out and any(s.category in _ARMIES for s in candidate.side1):
        out.add("air")  # an army that bombs does it from the air, unless a planted bomb or a gun is named
    if "suicide" in candidate.words and REMOTE & set(candidate.trigger_classes):
        out.add("suicide")
    if FIRED & set(candidate.trigger_rules) and any(words.get(w) == "shelling" for w in candidate.words):
        out.add("shelling")  # "mortars and rockets were fired on the camp"
    is_handled = "explode" in candidate.trigger_classes and bool(set(candidate.words) & _HANDLING_WORDS)
    if set(candidate.words) & _LEFTOVER_WORDS or {"left", "over"} <= set(candidate.words) or is_handled:
        out = (out - {"shelling", "grenade"}) | ({"planted"} if out else set())
    return frozenset(out)


def _was_found_and_handled(candidate: Candidate) -> bool:
    """ "A boy was killed when he played with a grenade that he had found": it went off though nobody says so."""
    words = set(candidate.words)
    is_harm = set(candidate.trigger_classes) <= {"die", "explode", "injure", "kill", "toll"}
    is_lying = bool(words & _DUDS) and bool(words & _HANDLING_WORDS) and bool(words & {"found", "old"})
    return is_harm and is_lying and not candidate.side1
