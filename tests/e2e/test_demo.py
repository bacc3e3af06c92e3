"""The whole path, as a newcomer runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest


@pytest.mark.timeout(600)
def test_the_demo_runs_every_hop_and_proves_it(corkboard, parts, tmp_path):
    """Exit code 0, every feed whole at every hop, a page, nothing left running, no other stack touched."""
    del parts
    other = tmp_path / ".corkboard" / "default" / "ledger" / "run.jsonl"
    other.parent.mkdir(parents=True)
    other.write_text("precious\n")

    done = corkboard("demo", "--rows", "400", "--json", home=tmp_path)

    shown = json.loads(done.stdout)["data"]
    assert list(shown["seconds"]) == ["up", "post", "land", "batch", "verify", "trace", "down"]
    assert {feed["posted"] for feed in shown["verify"]["feeds"]} == {400}
    assert all(
        feed[hop]["lost"] == feed[hop]["doubled"] == feed[hop]["changed"] == 0
        for feed in shown["verify"]["feeds"]
        for hop in ("kafka", "s3", "clean")
    )
    assert shown["trace"]["clean"]
    assert Path(shown["report"]).stat().st_size > 10_000
    assert [file for file in other.parents[1].rglob("*") if file.is_file()] == [other]
    assert corkboard("status", home=tmp_path, name="demo", check=False).returncode == 1
