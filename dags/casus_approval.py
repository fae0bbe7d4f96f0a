"""The gate before a release: one with flags is looked at by a person where an approver is named, and by nobody else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from airflow.providers.standard.operators.hitl import ApprovalOperator
from airflow.sdk.exceptions import AirflowSkipException
from casus_notices import address_of, send, with_care

#: Who may approve, as the param `approvers` says: "*" is everybody who may use the DAG.
ANYBODY = "*"
#: How long an answer is waited for. With none the run fails, nothing is released, and the next night asks again.
PATIENCE = timedelta(hours=20)


class ReleaseApproval(ApprovalOperator):
    """Wait for a person to approve what the task `validate` told, if it told of flags and the run names approvers.

    Otherwise it is skipped, and what comes after it is not: then rows with flags are released with their flags.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(
            subject="Release events with flags?",
            body=(
                "{% set told = ti.xcom_pull('validate') %}"
                "Checks that found something: **{{ told['flags'] | join(', ') }}**\n\n"
                "{% for line in told['summary'].splitlines() %}- {{ line }}\n{% endfor %}\n"
                "All checks: `{{ told['report'] }}`\n\n"
                "Approve: the rows are released, each with its flags. Reject: nothing is released; the store keeps all."
            ),
            execution_timeout=None,  # that of a task that works; waiting has its own
            response_timeout=PATIENCE,
            **options,
        )

    def execute(self, context: Any) -> Any:
        """Ask, unless there is nothing or nobody to ask."""
        flags = context["ti"].xcom_pull(task_ids="validate")["flags"]
        names = [name.strip() for name in (context["params"]["approvers"] or "").split(",") if name.strip()]
        if not flags or not names:
            raise AirflowSkipException("no flags" if not flags else "no approver is named: released with flags")
        if names != [ANYBODY]:
            self.assigned_users = [{"id": name, "name": name} for name in names]
        with_care(self._tell, context, flags)
        return super().execute(context)

    def _tell(self, context: Any, flags: list[str]) -> None:
        task = context["ti"]
        page = f"{address_of(task.dag_id, task.run_id)}/tasks/{task.task_id}/required_actions"
        send(f"casus: a release waits for approval ({', '.join(flags)})", str(self.body), page)
