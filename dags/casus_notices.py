"""What the DAGs of casus do when something fails or waits: a report beside the dataset, a mail, a message to a webhook.

Whom to tell is said by two connections of Airflow, and nobody is told where there is none:

    casus_mail      as for Airflow's own mails (type smtp); extra: {"from_email": "...", "to": "a@example.org, b@..."}
    casus_webhook   host: the address (https://...), password: sent as a bearer token, if there is one

A notice that cannot be sent is a line in the log. It never changes what became of a task or a run.
"""

from __future__ import annotations

import html
import json
import logging
import urllib.request
from collections.abc import Callable, Mapping
from typing import Any

from airflow.exceptions import AirflowNotFoundException
from airflow.sdk import Connection
from airflow.sdk.configuration import conf

from pipeline import failures, run_log, source_health
from pipeline.store import Store

log = logging.getLogger(__name__)

MAIL, WEBHOOK = "casus_mail", "casus_webhook"
#: Records of steps that are looked at for sources: some weeks of nights.
RECORDS = 1_000
#: Seconds that a webhook has to answer.
WEBHOOK_S = 10

Context = Mapping[str, Any]


def report_failure(context: Context) -> None:
    """Leave a report of a task that failed for good: the `on_failure_callback` of every task."""
    with_care(_report, context)


def tell_failure(context: Context) -> None:
    """Tell that a run failed, with the reports of its tasks: the `on_failure_callback` of every DAG."""
    with_care(_tell, context)


def tell_odd_sources(params: Context, dag: str, run: str) -> None:
    """Tell of sources that do not bring what they used to."""
    with_care(_tell_odd_sources, params, dag, run)


def send(subject: str, text: str, address: str) -> None:
    """Send a notice to everybody who wants it.

    Args:
        subject: One line.
        text: The rest, in plain text.
        address: Where in Airflow to look.
    """
    for deliver in (_mail, _post):
        with_care(deliver, subject, text, address)


def address_of(dag: str, run: str) -> str:
    """The page of a run in Airflow."""
    return (
        f"{str(conf.get('api', 'base_url', fallback='') or 'http://localhost:8080').rstrip('/')}/dags/{dag}/runs/{run}"
    )


def with_care(act: Callable[..., None], *given: Any) -> None:
    """Do something that must not fail anything else."""
    try:
        act(*given)
    except AirflowNotFoundException:
        log.debug("%s: nobody is to be told this way", act.__name__)
    except Exception as error:  # noqa: BLE001 - a broken notice must neither fail nor hide what it tells of
        log.warning("a notice could not be given: %s: %s", type(error).__name__, error)


def _report(context: Context) -> None:
    task, told = context["ti"], dict(context.get("params") or {})
    share = getattr(task, "map_index", -1)
    failed = failures.FailedTask(
        dag=task.dag_id,
        run=task.run_id,
        task=task.task_id,
        share=None if share is None or share < 0 else share,
        tries=task.try_number,
        params=told,
        given=_given(context),
        error=context.get("exception"),
        log=getattr(task, "log_url", "") or "",
    )
    log.info("report of this failure: %s", failures.keep(Store(told["data"], work=told.get("work")), failed))


def _given(context: Context) -> dict[str, Any]:
    """What the function of the task was called with, but for what every task is."""
    named = getattr(context.get("task"), "op_kwargs", None)
    return {name: value for name, value in (named or {}).items() if name not in context}


def _tell(context: Context) -> None:
    dag, run = context["dag"].dag_id, context["run_id"]
    reports: dict[str, str] = {}
    told = context.get("params")
    if told:
        with_care(lambda: reports.update(failures.kept(Store(told["data"], work=told.get("work")), dag, run)))
    lines = [f"The run {run} of {dag} failed: {context.get('reason') or 'no reason was told'}."]
    for place, text in reports.items():
        lines += ["", place, "", text]
    if not reports:
        lines += ["", "There is no report; the logs of the tasks say more."]
    send(f"casus: {dag} failed", "\n".join(lines), address_of(dag, run))


def _tell_odd_sources(params: Context, dag: str, run: str) -> None:
    store = Store(params["data"])
    found = source_health.health(store, run_log.records(store, newest=RECORDS))
    lines = [f"{source.name}: {line}" for source in found for line in source.odd]
    if lines:
        send("casus: sources are not as usual", "\n".join(lines), address_of(dag, run))


def _mail(subject: str, text: str, address: str) -> None:
    to = Connection.get(MAIL).extra_dejson["to"]
    from airflow.providers.smtp.hooks.smtp import SmtpHook

    page = (
        f"<pre>{html.escape(text)}</pre><p><a href='{html.escape(address, quote=True)}'>{html.escape(address)}</a></p>"
    )
    with SmtpHook(smtp_conn_id=MAIL) as hook:
        hook.send_email_smtp(to=to, subject=subject, html_content=page)


def _post(subject: str, text: str, address: str) -> None:
    connection = Connection.get(WEBHOOK)
    url = connection.host or ""
    if not url.startswith(("http://", "https://")):
        raise ValueError(f"connection {WEBHOOK}: host must be the whole address, with https://")
    # `text` alone is what Slack and Mattermost want; the other keys are for programs.
    body = {"text": f"{subject}\n{text}\n{address}", "subject": subject, "address": address}
    headers = {"Content-Type": "application/json"}
    if connection.password:
        headers["Authorization"] = f"Bearer {connection.password}"
    request = urllib.request.Request(url, json.dumps(body).encode(), headers, method="POST")
    urllib.request.urlopen(request, timeout=WEBHOOK_S).close()
