"""What containers are in, as a person is told it."""

from __future__ import annotations

import pytest

from corkboard.stack.docker.container import container_of, is_ours
from corkboard.stack.docker.states import OPTIONAL, states


def container(service, role="service", **state):
    """A container as ``docker inspect`` describes it, which runs and is healthy unless said otherwise."""
    known = {"Status": "running", "ExitCode": 0, "Pid": 7, "StartedAt": "0001-01-01T00:00:00Z"}
    labels = {"com.docker.compose.service": service, "corkboard.role": role}
    return container_of({"Id": service, "State": {**known, **state}, "Config": {"Labels": labels}})


def shown(*containers):
    """Each stand-in's state, and whether it is one that nobody asked for."""
    return {one.name: (one.state, one.is_unwanted) for one in states(containers, {})}


def test_what_nobody_asked_for_is_stopped_and_well():
    """As natively; a stack without any container has none."""
    unwanted = dict.fromkeys(OPTIONAL, ("stopped", True))

    assert shown(container("kafka")) == {"kafka": ("ready", False), **unwanted}
    assert shown() == {}


def test_a_machine_that_others_are_on_is_shown_when_it_is_unwell():
    """It does nothing itself."""
    ill = container("driver", "machine", Status="exited", ExitCode=1)

    assert "driver" not in shown(container("kafka"), container("driver", "machine"))
    assert shown(container("kafka"), ill)["driver"] == ("failed", False)


@pytest.mark.parametrize(
    ("state", "word"),
    [
        ({}, "ready"),
        ({"Health": {"Status": "starting"}}, "starting"),
        ({"Health": {"Status": "unhealthy"}}, "failed"),
        ({"Status": "exited", "ExitCode": 137}, "failed"),
    ],
)
def test_a_cluster_is_what_its_container_is(state, word):
    """It has started once, so that somebody asked for it."""
    assert shown(container("cluster", **state))["cluster"] == (word, False)


def test_a_job_is_shown_until_it_has_ended_well():
    """What is over is no state."""
    running, over = container("seed", "job"), container("seed", "job", Status="exited")

    assert "seed" in shown(running, container("kafka"))
    assert "seed" not in shown(over, container("kafka"))


def test_what_had_failed_before_is_another_when_it_is_started_again():
    """``up`` after a crash ends with what fails now, not with what it is about to mend."""
    before = container("kafka", Status="exited", ExitCode=137)
    again = container("kafka", Status="exited", ExitCode=1, StartedAt="2026-01-01T00:00:00Z")

    assert before.is_among([before])
    assert not again.is_among([before])
    assert not container("mysql", Status="exited", ExitCode=137).is_among([before])


def test_a_program_that_somebody_runs_is_no_stand_in():
    """A notebook that runs does not make the stack unwell."""
    labels = {"corkboard.role": "job", "com.docker.compose.oneoff": "False"}

    assert is_ours(labels)
    assert not is_ours({**labels, "com.docker.compose.oneoff": "True"})
    assert not is_ours({"com.docker.compose.oneoff": "False"})
