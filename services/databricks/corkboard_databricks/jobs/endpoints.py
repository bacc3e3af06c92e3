"""Who answers what: one table, for the server and for the API's description."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from corkboard_databricks.jobs import file_requests as files
from corkboard_databricks.jobs import requests as ask

if TYPE_CHECKING:
    from corkboard_databricks.jobs.rooms.clusters import Clusters
    from corkboard_databricks.jobs.rooms.dbfs import Dbfs
    from corkboard_databricks.jobs.rooms.definitions import Definitions
    from corkboard_databricks.jobs.rooms.runs import Runs
    from corkboard_databricks.jobs.rooms.secrets import Secrets
    from corkboard_databricks.jobs.rooms.workspace import Workspace

Answer = Callable[[dict[str, Any]], dict[str, Any] | bytes]
VERSIONS = ("2.0", "2.1", "2.2")
GET_RUN = "jobs/runs/get"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One call.

    Attributes:
        method: ``GET`` takes its members from the query, ``POST`` from a JSON body.
        path: Behind ``/api/<version>/``.
        shape: What it takes.
        answer: Returns what it is answered.
    """

    method: str
    path: str
    shape: type[Any]
    answer: Answer


@dataclass(frozen=True, slots=True)
class Rooms:
    """Those who answer."""

    runs: Runs
    definitions: Definitions
    clusters: Clusters
    workspace: Workspace
    dbfs: Dbfs
    secrets: Secrets


def table(rooms: Rooms) -> list[Endpoint]:
    """Return every call."""
    return [
        *_runs(rooms.runs),
        *_jobs(rooms),
        *_clusters(rooms.clusters),
        *_workspace(rooms.workspace),
        *_dbfs(rooms.dbfs),
        *_secrets(rooms.secrets),
    ]


def _runs(runs: Runs) -> list[Endpoint]:
    return [
        Endpoint("POST", "jobs/runs/submit", ask.Submit, runs.submit),
        Endpoint("GET", GET_RUN, ask.OneRun, runs.get),
        Endpoint("GET", "jobs/runs/get-output", ask.OneRun, runs.get_output),
        Endpoint("GET", "jobs/runs/export", ask.OneRun, runs.export),
        Endpoint("GET", "jobs/runs/list", ask.ListRuns, runs.listed),
        Endpoint("POST", "jobs/runs/cancel", ask.OneRun, runs.cancel),
        Endpoint("POST", "jobs/runs/cancel-all", ask.CancelAll, runs.cancel_all),
        Endpoint("POST", "jobs/runs/delete", ask.OneRun, runs.delete),
        Endpoint("POST", "jobs/runs/repair", ask.OneRun, runs.repair),
    ]


def _jobs(rooms: Rooms) -> list[Endpoint]:
    jobs = rooms.definitions
    return [
        Endpoint("POST", "jobs/create", ask.JobSettings, jobs.create),
        Endpoint("GET", "jobs/get", ask.OneJob, jobs.get),
        Endpoint("GET", "jobs/list", ask.ListJobs, jobs.listed),
        Endpoint("POST", "jobs/reset", ask.JobChange, jobs.reset),
        Endpoint("POST", "jobs/update", ask.JobChange, jobs.update),
        Endpoint("POST", "jobs/delete", ask.OneJob, jobs.delete),
        Endpoint("POST", "jobs/run-now", ask.RunNow, rooms.runs.run_now),
    ]


def _clusters(clusters: Clusters) -> list[Endpoint]:
    return [
        Endpoint("GET", "clusters/list", ask.Nothing, clusters.listed),
        Endpoint("GET", "clusters/get", ask.OneCluster, clusters.get),
        Endpoint("GET", "clusters/spark-versions", ask.Nothing, clusters.spark_versions),
        Endpoint("GET", "preview/scim/v2/Me", ask.Nothing, clusters.me),
    ]


def _workspace(workspace: Workspace) -> list[Endpoint]:
    return [
        Endpoint("POST", "workspace/import", files.Import, workspace.import_),
        Endpoint("GET", "workspace/export", files.Export, workspace.export),
        Endpoint("GET", "workspace/list", files.OnePath, workspace.listed),
        Endpoint("GET", "workspace/get-status", files.OnePath, workspace.get_status),
        Endpoint("POST", "workspace/mkdirs", files.OnePath, workspace.mkdirs),
        Endpoint("POST", "workspace/delete", files.Delete, workspace.delete),
    ]


def _dbfs(dbfs: Dbfs) -> list[Endpoint]:
    return [
        Endpoint("POST", "dbfs/put", files.Put, dbfs.put),
        Endpoint("POST", "dbfs/create", files.Create, dbfs.create),
        Endpoint("POST", "dbfs/add-block", files.Block, dbfs.add_block),
        Endpoint("POST", "dbfs/close", files.Close, dbfs.close),
        Endpoint("GET", "dbfs/read", files.Read, dbfs.read),
        Endpoint("GET", "dbfs/list", files.OnePath, dbfs.listed),
        Endpoint("GET", "dbfs/get-status", files.OnePath, dbfs.get_status),
        Endpoint("POST", "dbfs/mkdirs", files.OnePath, dbfs.mkdirs),
        Endpoint("POST", "dbfs/delete", files.Delete, dbfs.delete),
        Endpoint("POST", "dbfs/move", files.Move, dbfs.move),
    ]


def _secrets(secrets: Secrets) -> list[Endpoint]:
    return [
        Endpoint("POST", "secrets/scopes/create", files.Scope, secrets.create_scope),
        Endpoint("POST", "secrets/scopes/delete", files.Scope, secrets.delete_scope),
        Endpoint("GET", "secrets/scopes/list", ask.Nothing, secrets.list_scopes),
        Endpoint("POST", "secrets/put", files.PutSecret, secrets.put),
        Endpoint("GET", "secrets/get", files.OneSecret, secrets.get),
        Endpoint("GET", "secrets/list", files.Scope, secrets.listed),
        Endpoint("POST", "secrets/delete", files.OneSecret, secrets.delete),
    ]
