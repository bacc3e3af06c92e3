"""Every state in which CloudFormation leaves a stack has one next step."""

from __future__ import annotations

import pytest
from botocore.session import get_session

from corkboard_infra.deploy.plan import Move, towards_down, towards_up

MODEL = get_session().get_service_model("cloudformation")
STATUSES = MODEL.shape_for("StackStatus").enum


@pytest.mark.parametrize(
    ("status", "move"),
    [
        (None, Move.CREATE),
        ("DELETE_COMPLETE", Move.CREATE),
        ("CREATE_IN_PROGRESS", Move.WAIT),
        ("UPDATE_IN_PROGRESS", Move.WAIT),
        ("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", Move.WAIT),
        ("ROLLBACK_IN_PROGRESS", Move.WAIT),
        ("DELETE_IN_PROGRESS", Move.WAIT),
        ("ROLLBACK_COMPLETE", Move.DELETE),
        ("ROLLBACK_FAILED", Move.DELETE),
        ("CREATE_FAILED", Move.DELETE),
        ("REVIEW_IN_PROGRESS", Move.DELETE),
        ("UPDATE_ROLLBACK_FAILED", Move.ROLL_ON),
        ("DELETE_FAILED", Move.REFUSE),
        ("UPDATE_FAILED", Move.UPDATE),
        ("CREATE_COMPLETE", Move.UPDATE),
        ("UPDATE_COMPLETE", Move.UPDATE),
        ("UPDATE_ROLLBACK_COMPLETE", Move.UPDATE),
    ],
)
def test_up_goes_on_from_wherever_it_stopped(status, move):
    """A stack that never was whole is made again; one that was is changed."""
    assert towards_up(status) is move


@pytest.mark.parametrize("status", STATUSES)
def test_down_ends_from_every_status_there_is(status):
    """It waits for what AWS does, and deletes everything else."""
    is_busy = status.endswith("_IN_PROGRESS") and status != "REVIEW_IN_PROGRESS"
    expected = Move.NOTHING if status == "DELETE_COMPLETE" else Move.WAIT if is_busy else Move.DELETE

    assert towards_down(status) is expected
