"""Fetching from the open web: politely, in bounds, from public addresses only; kept in a spool as it was received."""
