"""The whole path, as a newcomer runs it."""

from __future__ import annotations

import json

import pytest


@pytest.mark.timeout(600)
def test_the_demo_runs_every_hop_and_proves_it(corkboard, parts, tmp_path):
    """Exit code 0, every feed whole at every hop, a page with the answers, nothing left running."""
    del parts
    done = corkboard("demo", "--rows", "400", "--json", home=tmp_path)

    documents = [json.loads(text) for text in _documents(done.stdout)]
    verified = next(one for one in documents if one["command"] == "verify")["data"]
    assert {feed["posted"] for feed in verified["feeds"]} == {400}
    assert all(
        feed[hop]["lost"] == feed[hop]["doubled"] == feed[hop]["changed"] == 0
        for feed in verified["feeds"]
        for hop in ("kafka", "s3", "clean")
    )
    assert (tmp_path / ".corkboard" / "demo" / "report.html").stat().st_size > 10_000
    assert corkboard("status", home=tmp_path, name="demo", check=False).returncode == 1


def _documents(text: str) -> list[str]:
    """Split several indented JSON documents that follow each other."""
    return [part if part.startswith("{") else "{" + part for part in text.strip().split("\n{")]
