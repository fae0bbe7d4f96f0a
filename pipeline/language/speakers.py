"""Words for those who speak for a country or for a body of countries."""

from __future__ import annotations

from pipeline.language.word_sets import word_set

#: Leaders, ministers, envoys, and the councils and governments that they make.
STATESMEN = word_set("pipeline.language", "statesmen")
#: Words in the names of bodies that speak of what happens in other countries: "the UN refugee office".
BODIES = word_set("pipeline.language", "bodies_of_states")
