"""``python -m corkboard_databricks``: its words."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize("words", [[], ["clusters"], ["cluster", "127.0.0.1"], ["jobs", "127.0.0.1", "8443"]])
def test_other_words_are_refused_with_the_right_ones(words):
    """Nothing is started."""
    command = [sys.executable, "-m", "corkboard_databricks", *words]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

    assert done.returncode == 2
    assert "cluster|jobs [HOST]" in done.stderr
