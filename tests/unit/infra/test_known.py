"""What we say AWS offers is what its own SDK says, where it says it."""

from __future__ import annotations

import re

import pytest
from botocore.loaders import Loader

from corkboard_infra import known


@pytest.mark.parametrize(
    ("member", "said"),
    [("AirflowVersion", known.AIRFLOW_VERSIONS), ("EnvironmentClass", known.AIRFLOW_CLASSES)],
)
def test_airflows_names_are_those_of_the_sdk(member, said):
    """The words of CreateEnvironment; a new SDK that knows more is a reason to look."""
    model = Loader().load_service_model("mwaa", "service-2")
    words = model["shapes"]["CreateEnvironmentInput"]["members"][member]["documentation"]
    valid = words.split("Valid values:")[1].split("</p>")[0].split("For more")[0]

    assert tuple(re.findall(r"<code>([^<]+)</code>", valid)) == said
