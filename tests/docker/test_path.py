"""Posts go both ways through containers, and the proof that came with them passes."""

from __future__ import annotations

import json
import urllib.request

POSTS = 100


def test_posts_pass_both_paths_and_the_proof_holds(stack):
    """Post, land, batch, stream, report: each in a container, and nothing on the host but Docker."""
    stack.run("corkboard", "post", "--rows", str(POSTS), "--path", "both", "--json")
    stack.command("wait")
    stack.run("spark", "batch", "--json", is_alone=True)
    stack.run("spark", "stream", "--json", is_alone=True)
    stack.command("report", "--html", f"out/{stack.variables['STACK_NAME']}.html")
    page = stack.root / "out" / f"{stack.variables['STACK_NAME']}.html"
    proof = json.loads(stack.command("verify", "--json"))["data"]
    feeds = (*proof["feeds"], *proof["streams"])

    assert all(feed["passed"] and feed["posted"] >= POSTS for feed in feeds), feeds
    assert len(feeds) == 6
    assert "<html" in page.read_text()
    page.unlink()


def test_runs_of_spark_stay_on_its_page(stack):
    """The history server answers on the host with what has run."""
    stack.command("batch")
    address = f"http://127.0.0.1:{stack.port('SPARK')}/api/v1/applications"

    with urllib.request.urlopen(address, timeout=10) as answer:
        names = [one["name"] for one in json.load(answer)]

    assert "corkboard batch" in names
