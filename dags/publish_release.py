"""Check the events and publish them as a release: the last of three DAGs.

    validate -> publish

`validate` keeps back every row that breaks a rule; `publish` writes an immutable folder under DATA/releases, or finds
that the newest release says the same already.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from airflow.sdk import dag

from pipeline import job

sys.path.append(str(Path(__file__).parent))  # a scheduler does this, a bare DagBag does not
from casus_joints import COMMON, DATA, EVENTS, RELEASE, Told, step, store  # noqa: E402 - see above


@dag(schedule=[EVENTS], doc_md=__doc__, params={"data": DATA}, **COMMON)
def publish_release() -> None:
    @step()
    def validate(params: Told) -> None:
        job.validate(store(params))

    @step(outlets=[RELEASE])
    def publish(params: Told, outlet_events: Any) -> str:
        """Write the release; gives its folder."""
        release = job.release(store(params))
        outlet_events[RELEASE].extra = {"name": release.name, "is_new": release.is_new}
        return str(release.path)

    validate() >> publish()


publish_release()
