"""merge: coded events -> one event, however many articles tell it."""

from pipeline.stage import Stage

STAGE = Stage(
    name="merge",
    reads=("coded_events", "screened", "event_members", "draft_events", "event_sources", "deletions", "corrections"),
    writes=(
        "event_members",
        "draft_events",
        "event_sources",
        "merge_proposals",
        "correction_outcomes",
        "revisions",
        "deletions",
    ),  # fmt: skip
    run="pipeline.merge.run:merge",
    key="coded_id",
)
