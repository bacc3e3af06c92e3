"""Compares ``requirements.txt`` with what is installed: MWAA would install it, here nothing is changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

if TYPE_CHECKING:
    from collections.abc import Mapping


def differences(text: str, installed: Mapping[str, str]) -> tuple[str, ...]:
    """Return a phrase for each line that what is installed does not satisfy.

    Args:
        text: The file; comments and pip's own options, such as ``--constraint``, ask for no package.
        installed: The version of each package, by canonical name.
    """
    told = []
    for line in text.splitlines():
        asked = line.split(" #")[0].strip()
        if not asked or asked.startswith(("#", "-")):
            continue
        try:
            requirement = Requirement(asked)
        except InvalidRequirement:
            told.append(f"{asked!r} cannot be read")
            continue
        if requirement.marker is None or requirement.marker.evaluate():
            told += _difference(requirement, installed.get(canonicalize_name(requirement.name)))
    return tuple(told)


def _difference(requirement: Requirement, version: str | None) -> list[str]:
    if version is None:
        return [f"{requirement.name} is not installed"]
    if requirement.specifier and not requirement.specifier.contains(version, prereleases=True):
        return [f"{requirement.name} {version} is installed, {requirement.specifier} is asked for"]
    return []
