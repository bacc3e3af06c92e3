"""Airflow's environment: where it can be, and when it is fetched."""

from __future__ import annotations

import pytest

from corkboard.errors import PreflightError
from corkboard.stack import airflow, install
from corkboard.stack.parts import Parts


def test_a_python_that_airflow_does_not_run_on_is_refused_with_the_remedy():
    """Airflow 2.11 is for 3.9 to 3.12, and Corkboard for 3.11 to 3.13."""
    with pytest.raises(PreflightError, match=r"(?s)3\.11 or 3\.12, and this is 3\.13.*PYTHON=python3\.12"):
        airflow.require_supported((3, 13))

    assert [minor for minor in (10, 11, 12, 13) if airflow.is_supported((3, minor))] == [11, 12]


@pytest.mark.skipif(not airflow.is_supported(), reason="this Python cannot run Airflow")
def test_it_is_fetched_only_when_it_is_asked_for(tmp_path):
    """Its size is known before."""
    assert "airflow" not in install.plan(Parts(tmp_path))
    assert install.plan(Parts(tmp_path), with_airflow=True)["airflow"] == airflow.DOWNLOAD_MB * 1_000_000
