"""CloudFormation's calls, as botocore repeats them."""

from __future__ import annotations

from botocore.session import get_session
from pretended import MADE_AT, cloud_of

from corkboard_infra.deploy import stacks

MODEL = get_session().get_service_model("cloudformation")
SEEN = stacks.Seen("arn", "CREATE_COMPLETE", MADE_AT)


class Formation:
    """Takes every call that CloudFormation has, with members that it has."""

    def __init__(self):
        self.words: list[str] = []

    def __getattr__(self, name):
        operation = MODEL.operation_model("".join(word.capitalize() for word in name.split("_")))

        def call(**said):
            assert set(said) <= set(operation.input_shape.members)
            self.words.append(said["ClientRequestToken"])
            return {"StackId": "arn"}

        return call


def test_each_change_has_a_word_of_its_own():
    """A call that is repeated, because its answer was lost, changes a stack once and is no second change."""
    formation = Formation()
    cloud = cloud_of({"cloudformation": formation})
    stacks.create(cloud, "team7-lake", "{}", {})
    stacks.update(cloud, SEEN, "{}", {}, set())
    stacks.delete(cloud, "arn")
    stacks.roll_on(cloud, "arn")

    assert len(set(formation.words)) == 4
