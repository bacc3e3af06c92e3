"""Generated requests against our own description: no answer of 5xx, and every refusal in its form."""

from __future__ import annotations

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance

EXAMPLES = settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture
def described(api):
    """The description that a Jobs API serves."""
    return schemathesis.openapi.from_url(f"{api.settings.databricks.url}/openapi.json")


described_api = schemathesis.pytest.from_fixture("described")


@described_api.parametrize()
@EXAMPLES
def test_every_answer_is_described(case, api):
    """Whatever is sent, valid or not."""
    token = api.settings.databricks.token.get_secret_value()
    answer = case.call(headers={"Authorization": f"Bearer {token}"})

    case.validate_response(answer, checks=[not_a_server_error, response_schema_conformance])


def test_every_call_is_described(described):
    """In its newest version."""
    paths = described.raw_schema["paths"]

    assert len(paths) > 40
    assert paths["/api/2.2/jobs/runs/get"]["get"]["parameters"][0]["name"] == "run_id"
    assert paths["/api/2.2/jobs/runs/submit"]["post"]["summary"].startswith("Begin a run")
