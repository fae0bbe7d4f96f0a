"""publish: validated events -> an immutable release folder."""

from pipeline.stage import Stage

STAGE = Stage(
    name="publish",
    reads=("events", "checks", "event_sources", "coded_events", "revisions", "deletions", "rejects", "readings"),
    writes=(),
    run="pipeline.publish.run:publish",
    key="event_id_cnty",
)
