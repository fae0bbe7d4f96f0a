"""Read articles again with the casus that is installed now, its rules, models and places: started by hand.

    announce

`announce` updates the asset `casus_articles` with the batches to read, and the same two DAGs follow that follow new
articles. Events keep their ids; what is different about them stands in `revisions`, and nothing is there twice.
A year is best read month by month: start this once for each, with `from` and `to`.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from airflow.sdk import dag

from pipeline import job

sys.path.append(str(Path(__file__).parent))  # a scheduler does this, a bare DagBag does not
import casus_joints as casus  # noqa: E402 - see above


@dag(schedule=None, doc_md=__doc__, params=casus.REPROCESS, **casus.COMMON)
def reprocess_articles() -> None:
    @casus.step(outlets=[casus.ARTICLES])
    def announce(params: casus.Told, outlet_events: Any) -> list[str]:
        """Say which batches to read; gives their names."""
        batches = job.batches_between(casus.store(params), params["from"], params["to"])
        outlet_events[casus.ARTICLES].extra = {"data": params["data"], "batches": batches, "again": True}
        return batches

    announce()


reprocess_articles()
