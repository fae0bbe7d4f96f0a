"""Check the events and publish them as a release: the last of three DAGs.

    validate -> approve -> publish

`validate` keeps back every row that breaks a rule. `approve` waits for a person if rows got flags and the param
`approvers` names somebody, and is skipped otherwise. `publish` writes what was checked, and nothing that came since,
as an immutable folder under DATA/releases, or finds that the newest release says the same already.
"""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from airflow.sdk import dag

from pipeline import job

sys.path.append(str(Path(__file__).parent))  # a scheduler does this, a bare DagBag does not
import casus_joints as casus  # noqa: E402 - see above
from casus_approval import PATIENCE, ReleaseApproval  # noqa: E402 - see above

SETTINGS = {**casus.COMMON, "dagrun_timeout": casus.COMMON["dagrun_timeout"] + PATIENCE}


@dag(schedule=[casus.EVENTS], doc_md=__doc__, params=casus.PUBLISH, **SETTINGS)
def publish_release() -> None:
    @casus.step(pool=casus.STORE_POOL)
    def validate(params: casus.Told, triggering_asset_events: casus.Told) -> casus.Told:
        casus.told(triggering_asset_events[casus.EVENTS], params)
        return asdict(job.validate(casus.store(params)))

    @casus.step(outlets=[casus.RELEASE], pool=casus.STORE_POOL, trigger_rule="none_failed")
    def publish(verdict: casus.Told, params: casus.Told, outlet_events: Any) -> str:
        """Write the release; gives its folder."""
        here = casus.store(params)
        release = job.release(here, state=verdict["state"])
        outlet_events[casus.RELEASE].extra = {
            "name": release.name,
            "is_new": release.is_new,
            "address": str(release.path),
            "rows": job.released_rows(here, release.name),
            "flags": verdict["flags"],
        }
        return str(release.path)

    verdict = validate()
    verdict >> ReleaseApproval(task_id="approve") >> publish(verdict)


publish_release()
