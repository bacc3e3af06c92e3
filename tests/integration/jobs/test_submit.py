"""``corkboard batch`` as a notebook on Databricks, by our own Jobs API."""

from __future__ import annotations

import pytest
import requests

from corkboard.errors import CorkboardError
from corkboard.settings import load
from corkboard_infra.files import CHECKOUT
from corkboard_infra.submit.__main__ import carry_out
from corkboard_infra.submit.databricks import Batch, WorkspaceRun, parameters
from corkboard_infra.submit.workspace import Workspace

NOTEBOOKS = CHECKOUT / "services" / "databricks" / "notebooks"
WHEEL = ("corkboard_stack-0-py3-none-any.whl", b"a library that the cluster has" * 40_000)


class Submitted:
    """A batch of a test, and what a person sees of it."""

    def __init__(self, settings, *arguments, wait=None):
        self.said = []
        self.batch = Batch.of(settings, parameters(settings, arguments), WHEEL, NOTEBOOKS)
        self.run = WorkspaceRun(
            Workspace(settings), self.batch, say=self.said.append, wait=wait or (lambda: None)
        )

    def carry_out(self):
        """Run it, and remove what was uploaded, as the command does."""
        try:
            return carry_out(self.run, self.said.append)
        finally:
            self.run.clean()


@pytest.fixture(scope="module")
def posted(api, corkboard, stack_home):
    """Posts that have landed."""
    corkboard("post", "--rows", "30", home=stack_home)
    corkboard("wait", home=stack_home)


def test_the_batch_runs_as_a_notebook_and_leaves_only_its_tables(api, posted):
    """What it says is the number of posts; what was uploaded is gone."""
    submitted = Submitted(api.settings, "--suffix", "_submitted")

    told = submitted.carry_out()

    left = [one.path for one in api.client.workspace.list("/Shared")]
    assert int(told["result"]) >= 30
    assert [word.split()[0] for word in submitted.said][-3:] == ["running", "terminated", "its"]
    assert requests.get(submitted.said[-1].removeprefix("its page: "), timeout=30).status_code == 200
    assert submitted.batch.folder not in left
    assert not (api.settings.dbfs_dir / submitted.batch.library.lstrip("/")).exists()
    api.submit("spark.sql('drop table pins_submitted')").result()


def test_a_batch_that_fails_is_told_with_the_end_of_its_error(api):
    """No such bucket, for a prefix that nobody has."""
    submitted = Submitted(api.settings, "--prefix", "nobody-has-this")

    with pytest.raises(CorkboardError, match="is FAILED") as caught:
        submitted.carry_out()

    assert "nobody-has-this" in caught.value.message
    assert caught.value.exit_code == 1


def test_ctrl_c_cancels_the_run(api, posted):
    """At the first look."""

    def interrupt():
        raise KeyboardInterrupt

    submitted = Submitted(api.settings, "--suffix", "_cancelled", wait=interrupt)
    with pytest.raises(KeyboardInterrupt):
        submitted.carry_out()

    run = api.ended(int(submitted.said[0].split()[1]))
    assert run.state.result_state.value == "CANCELED"


def test_without_the_token_databricks_refusal_is_told(api, tmp_path):
    """In its own words."""
    stranger = load(
        {"home": tmp_path, "databricks": {"url": api.settings.databricks.url, "token": "another"}}, environ={}
    )

    with pytest.raises(CorkboardError, match="Databricks refused"):
        Submitted(stranger).run.start()
