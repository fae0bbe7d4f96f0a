"""merge: coded events -> one event, however many articles tell it."""

from pipeline.stage import Stage

STAGE = Stage(
    name="merge",
    reads=(
        "coded_events",
        "told_articles",
        "changed_articles",
        "event_members",
        "draft_events",
        "event_sources",
        "event_numbers",
        "corrections",
    ),
    writes=(
        "event_members",
        "draft_events",
        "event_sources",
        "merge_proposals",
        "correction_outcomes",
        "lookup_words",
        "lookup_days",
        "event_numbers",
        "revisions",
        "deletions",
    ),
    run="pipeline.merge.run:merge",
    key="coded_id",
)
