"""What Compose is told of a stack."""

from __future__ import annotations

from corkboard.settings import load
from corkboard.stack.docker.choices import Choices


def test_the_number_of_rows_in_the_file_reaches_compose(tmp_path):
    """It fills the database in a container, before any command of this machine does."""
    (tmp_path / "corkboard.toml").write_text("[targets.local.stack]\nrows = 7\n")
    settings = load({"home": tmp_path}, environ={})

    assert Choices().variables(settings)["CORKBOARD_STACK__ROWS"] == "7"


def test_a_larger_heap_gets_a_larger_container(tmp_path):
    """The default is that of the compose file."""
    by_heap = [
        Choices().variables(load({"home": tmp_path, "databricks": {"memory_mb": heap}}, environ={}))
        for heap in (768, 4096)
    ]

    assert [one["STACK_CLUSTER_MB"] for one in by_heap] == ["2048", "5376"]
