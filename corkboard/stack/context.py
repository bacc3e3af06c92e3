"""What a native stand-in is made from: settings with this run's ports, parts, and folders."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from corkboard.settings import Settings
    from corkboard.stack.parts import Parts


@dataclass(frozen=True, slots=True)
class Context:
    """Everything a stand-in's file receives.

    Attributes:
        settings: With the addresses of this run.
        parts: Where the programs are.
        ports: This run's ports by name.
        java_home: The Java that runs the JVMs.
        runtime_dir: A short path for sockets.
    """

    settings: Settings
    parts: Parts
    ports: dict[str, int]
    java_home: Path
    runtime_dir: Path

    def data_dir(self, name: str) -> Path:
        """Return the stand-in's own data folder; it survives ``down``."""
        return self.settings.state_dir / "data" / name

    def conf_dir(self) -> Path:
        """Return the folder of rendered configuration; it is written anew at each start."""
        return self.settings.state_dir / "conf"

    def log_file(self, name: str) -> Path:
        """Return the stand-in's log."""
        return self.settings.state_dir / "logs" / f"{name}.log"
