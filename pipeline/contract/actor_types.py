"""The types of actors by name: the codes of `inter.csv`, and the groups of them that rules ask for."""

from __future__ import annotations

STATE_FORCES = 1
REBEL_GROUP = 2
POLITICAL_MILITIA = 3
IDENTITY_MILITIA = 4
RIOTERS = 5
PROTESTERS = 6
CIVILIANS = 7
EXTERNAL_FORCES = 8

#: Forces of a state, at home or abroad.
OF_STATES = frozenset({STATE_FORCES, EXTERNAL_FORCES})
NON_STATE_GROUPS = frozenset({REBEL_GROUP, POLITICAL_MILITIA, IDENTITY_MILITIA})
ARMED = OF_STATES | NON_STATE_GROUPS
CROWDS = frozenset({RIOTERS, PROTESTERS})
