"""Type candidates, judge them, and write the columns of an event."""

from pipeline.stage import Stage

STAGE = Stage(
    name="classify",
    reads=("candidates", "mentions", "readings"),
    writes=("coded_events",),
    run="pipeline.classify.run:classify",
    key="candidate_id",
)
