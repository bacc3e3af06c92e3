"""What starts when it is asked for, and what containers of one machine have in common."""

from __future__ import annotations

import pytest
from compose_model import role, services
from tree import texts

from corkboard import airflow


@pytest.mark.parametrize(
    ("profile", "names"),
    [
        ("command", {"corkboard"}),
        ("notebook", {"notebook", "cluster", "driver"}),
        ("databricks", {"cluster", "jobs", "driver"}),
        ("airflow", {"cluster", "jobs", "driver", "airflow", "airflow-database", *airflow.PROCESSES}),
    ],
)
def test_what_is_optional_starts_when_it_is_asked_for(profile, names):
    """With all that it needs; who asks for nothing starts nothing of it."""
    known = services()

    assert {name for name, one in known.items() if profile in one.get("profiles", ())} == names


@pytest.mark.parametrize(
    ("machine", "names"), [("driver", {"cluster", "jobs", "notebook"}), ("airflow", set(airflow.PROCESSES))]
)
def test_a_machine_holds_the_network_of_those_on_it(machine, names):
    """So that none of them takes it along when it is killed; the machine itself does nothing."""
    known = services()

    assert {name for name, one in known.items() if one.get("network_mode") == f"service:{machine}"} == names
    assert role(known[machine]) == "machine"
    assert [*known[machine]["entrypoint"], *known[machine]["command"]] == ["sleep", "infinity"]


def test_who_is_on_a_machine_joins_it_again_when_that_was_killed():
    """Its health check ends it in a network that leads nowhere; Airflow's look asks for that first."""
    known = services()
    on_a_machine = [one for one in known.values() if one.get("network_mode", "").startswith("service:")]
    lasting = [one["healthcheck"]["test"][:3] for one in on_a_machine if role(one) == "service"]

    assert len(lasting) == len(airflow.PROCESSES) + 2
    assert all(test in (["CMD", "bash", "/opt/joined.sh"], ["CMD", "bash", "/opt/look"]) for test in lasting)
    assert "bash /opt/joined.sh\n" in texts()["services/airflow/look"]


def test_a_notebook_and_the_cluster_see_the_same_files():
    """What one writes to DBFS, to the driver's disk or for Spark, the other finds under the same name."""
    seen = {name: _places(services()[name]) for name in ("cluster", "notebook", "jobs")}
    alone = {"/Workspace": ("bind", "ro"), "/out": ("bind", "")}

    assert {place: seen["notebook"][place][1:] for place in alone} == alone
    assert {place: kind for place, kind in seen["notebook"].items() if place not in alone} == seen["cluster"]
    assert seen["jobs"] == seen["cluster"]


def _places(service: dict) -> dict[str, tuple[str, str, str]]:
    """Return what a service has where: source, kind, and whether it may only be read."""
    return {
        one["target"]: (one["source"], one["type"], "ro" if one.get("read_only") else "")
        for one in service["volumes"]
    }
