"""A stack that the tests of one file share and may harm: each leaves it usable."""

from __future__ import annotations

import pytest
from stacks import Stack


@pytest.fixture(scope="module")
def own(parts, corkboard, tmp_path_factory):
    """The file's own small stack."""
    del parts
    stack = Stack(corkboard, tmp_path_factory.mktemp("own"), "own")
    (stack.home / "corkboard.toml").write_text("[targets.local.stack]\nrows = 1200\n")
    stack.command("up", "--timeout", "400")
    yield stack
    stack.command("destroy", "--yes", check=False)
