"""What Compose is told of a stack."""

from __future__ import annotations

from corkboard.settings import load
from corkboard.stack.docker.choices import Choices


def test_the_number_of_rows_in_the_file_reaches_compose(tmp_path):
    """It fills the database in a container, before any command of this machine does."""
    (tmp_path / "corkboard.toml").write_text("[targets.local.stack]\nrows = 7\n")
    settings = load({"home": tmp_path}, environ={})

    assert Choices().variables(settings)["CORKBOARD_STACK__ROWS"] == "7"
