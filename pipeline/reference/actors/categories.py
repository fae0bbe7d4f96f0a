"""Groups of the categories of actors (`category` of `roles.csv` and of a resolved actor) that rules ask for."""

from __future__ import annotations

#: Groups with members: whoever fights for one, named or not.
MEMBER_GROUPS = frozenset({"armed_group", "gang"})
#: Those and the fighters of a community.
ARMED_GROUPS = MEMBER_GROUPS | {"communal"}
#: The services of a government.
SERVICES = frozenset({"police", "state"})
ARMED = ARMED_GROUPS | SERVICES | {"external"}
