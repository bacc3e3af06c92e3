"""Our own DAG, through the provider's operator and the Jobs API, on the real cluster."""

from __future__ import annotations

import json
import subprocess

import pytest

from corkboard import catalogue, ledger
from corkboard.airflow import rest, runs
from corkboard.airflow.environment import environment
from corkboard.errors import CorkboardError

VERIFY = f"{catalogue.DAILY_BATCH}_verify"
BACKFILL_TIMEOUT_S = 300


def set_variable(mwaa, key, value):
    """Set one of Airflow's Variables, new or not."""
    body = {"key": key, "value": value}
    if not rest.ask(mwaa.settings, "PATCH", f"/variables/{key}", body=body).ok:
        rest.content(rest.ask(mwaa.settings, "POST", "/variables", body=body))


@pytest.fixture(scope="module")
def posted(mwaa, corkboard, stack_home):
    """Posts that have landed; the proof is narrowed to them, since others post to this stack too."""
    before = set(ledger.runs(mwaa.settings.ledger_dir))
    corkboard("post", "--rows", "40", home=stack_home)
    corkboard("wait", home=stack_home)
    (run,) = set(ledger.runs(mwaa.settings.ledger_dir)) - before
    set_variable(mwaa, VERIFY, f"corkboard verify --path batch --run {run}")
    return run


def test_the_daily_dag_cleans_on_the_cluster_and_proves(mwaa, posted):
    """Operator, Jobs API, notebook, cluster, proof: by its schedule, which begins with it, and by trigger."""
    run = mwaa.run(catalogue.DAILY_BATCH)

    found = mwaa.ask(f"/dags/{catalogue.DAILY_BATCH}/dagRuns")["dag_runs"]
    assert {(one["run_type"], one["state"]) for one in found} >= {
        ("scheduled", "success"),
        ("manual", "success"),
    }
    assert run.tasks == {"clean": "success", "verify": "success"}
    log = f"/dags/{run.dag}/dagRuns/{run.name}/taskInstances/verify/logs/1"
    assert posted in str(mwaa.ask(log, full_content=True))


def test_a_past_day_is_backfilled(mwaa, posted):
    """With Airflow's own command, under the name of that day."""
    del posted
    words = ["dags", "backfill", "-s", "2026-01-05", "-e", "2026-01-05", catalogue.DAILY_BATCH]

    done = subprocess.run(
        [str(mwaa.settings.airflow.python), "-m", "airflow", *words],
        env=environment(mwaa.settings),
        capture_output=True,
        text=True,
        timeout=BACKFILL_TIMEOUT_S,
        check=False,
    )

    assert done.returncode == 0, done.stderr[-2000:]
    run = runs.look(mwaa.settings, catalogue.DAILY_BATCH, "backfill__2026-01-05T00:00:00+00:00")
    assert run.state == "success"


def test_a_proof_that_fails_fails_the_run(mwaa, posted):
    """The Variable says what proves; it is not tried again."""
    set_variable(mwaa, VERIFY, "corkboard verify --path stream --run no-such-run")
    try:
        with pytest.raises(CorkboardError, match="verify failed"):
            mwaa.run(catalogue.DAILY_BATCH)
    finally:
        set_variable(mwaa, VERIFY, f"corkboard verify --path batch --run {posted}")


def test_the_parameters_are_set_once_and_kept(mwaa):
    """``up`` made the Variable with this stack's prefix; what a person writes there stays."""
    from corkboard.provision import dags  # noqa: PLC0415

    first = json.loads(mwaa.ask(f"/variables/{dags.PARAMETERS}")["value"])
    set_variable(mwaa, dags.PARAMETERS, json.dumps({**first, "extra": 1}))
    dags.set_variables(mwaa.settings)

    assert first["prefix"] == mwaa.settings.prefix
    assert json.loads(mwaa.ask(f"/variables/{dags.PARAMETERS}")["value"])["extra"] == 1
