"""Groups of the classes of triggers (`class` of `triggers.jsonl`) that more than one stage asks for."""

from __future__ import annotations

from pipeline.language.word_sets import word_set

VIOLENCE = word_set("pipeline.language", "violence")
DEMONSTRATION = word_set("pipeline.language", "demonstration")
#: Fights, in which those who act may be among the dead, and members of a people are armed.
FIGHT = frozenset({"clash", "ambush"})
#: Rules of what falls from the sky on people when something of somebody's is shot down.
DEBRIS_RULES = frozenset({"air.debris", "shell.debris"})
