"""Generated requests against our own description: no answer of 5xx, and every refusal in its form."""

from __future__ import annotations

from pathlib import Path

import requests
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance

from corkboard.settings import load
from corkboard_databricks.jobs.endpoints import Rooms, table
from corkboard_databricks.jobs.openapi import description
from corkboard_databricks.jobs.rooms.clusters import Clusters
from corkboard_databricks.jobs.rooms.dbfs import Dbfs
from corkboard_databricks.jobs.rooms.definitions import Definitions
from corkboard_databricks.jobs.rooms.runs import Runs
from corkboard_databricks.jobs.rooms.secrets import Secrets
from corkboard_databricks.jobs.rooms.workspace import Workspace

EXAMPLES = settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
ROOMS = Rooms(
    Runs(None, None, None, None),
    Definitions(None),
    Clusters(load({}, environ={})),
    Workspace(Path()),
    Dbfs(None),
    Secrets(Path()),
)
DESCRIBED = description(table(ROOMS))
described_api = schemathesis.openapi.from_dict(DESCRIBED)


@described_api.parametrize()
@EXAMPLES
def test_every_answer_is_described(case, api):
    """Whatever is sent, valid or not."""
    token = api.settings.databricks.token.get_secret_value()
    answer = case.call(
        base_url=api.settings.databricks.url, headers={"Authorization": f"Bearer {token}"}, timeout=60
    )

    case.validate_response(answer, checks=[not_a_server_error, response_schema_conformance])


def test_every_call_is_described_where_it_is_served(api):
    """In its newest version."""
    served = requests.get(f"{api.settings.databricks.url}/openapi.json", timeout=30).json()

    assert served == DESCRIBED
    assert len(served["paths"]) > 40
    assert served["paths"]["/api/2.2/jobs/runs/submit"]["post"]["summary"].startswith("Begin a run")
