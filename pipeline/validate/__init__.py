"""validate: draft events -> events that keep every declared rule."""

from pipeline.stage import Stage

STAGE = Stage(
    name="validate",
    reads=("draft_events", "deletions"),
    writes=("events", "checks"),
    run="pipeline.validate.run:validate",
    key="event_id_cnty",
)
