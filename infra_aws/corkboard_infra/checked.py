"""The templates of a deployment that AWS would take and every rule lets pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corkboard_infra import callers, fitting, rules
from corkboard_infra.synthesis import NOBODY, SynthesisError, Template, templates

if TYPE_CHECKING:
    from pathlib import Path

    from corkboard.settings import Settings
    from corkboard_infra.files import Files
    from corkboard_infra.profiles import Profile


def checked_templates(
    settings: Settings,
    profile: Profile,
    files: Files,
    *,
    out: Path,
    clients: str = NOBODY,
    files_bucket: str = "",
) -> dict[str, Template]:
    """Return each stack's template and write the assembly; see ``synthesis.templates``.

    Raises:
        SettingsError: AWS refuses a name.
        SynthesisError: A rule is broken; the message says which.
        UsageError: ``clients`` is no range of addresses, or nearly everybody's.
    """
    fitting.check(settings)
    called = callers.checked(clients)
    made = templates(settings, profile, files, out=out, clients=called, files_bucket=files_bucket)
    if found := rules.faults(made):
        raise SynthesisError("\n".join(found), hint="the rules are in corkboard_infra/rules")
    return made
