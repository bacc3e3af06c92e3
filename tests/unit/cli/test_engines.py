"""Which engine runs a stack."""

from __future__ import annotations

import json

import pytest

from corkboard.cli.engines import engine_of
from corkboard.cli.globals import Globals
from corkboard.errors import RefusedError


@pytest.mark.parametrize(("kept", "asked"), [("native", "docker"), ("docker", "native")])
def test_a_stack_stays_on_the_engine_that_has_its_data(tmp_path, kept, asked):
    """The refusal names both ways out."""
    folder = tmp_path / ".corkboard" / "mine"
    folder.mkdir(parents=True)
    (folder / "outputs.json").write_text(json.dumps({"stack": {"engine": kept}} if kept == "docker" else {}))

    with pytest.raises(RefusedError) as refused:
        engine_of(Globals(home=tmp_path, name="mine", engine=asked), is_mending=True)

    assert kept in refused.value.message
    assert "corkboard destroy --yes" in refused.value.hint
