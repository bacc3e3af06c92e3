"""Makes the virtual environment and installs what is locked; needs nothing but Python.

Run by ``make setup``. A second run finds everything in place and does nothing.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
HOME = ROOT / ".venv"
PYTHON = HOME / "bin" / "python"
OLDEST, NEWEST = (3, 11), (3, 13)
PACKAGES_MB, DISK_MB, MEMORY_MB = 680, 1300, 2500


def main() -> None:
    """Install the environment named by the options; ``--dev`` adds the tools that check the project."""
    lock = "dev.txt" if "--dev" in sys.argv else "main.txt"
    refuse_unsuitable_python()
    if is_installed():
        return
    say(f"Python packages: about {PACKAGES_MB} MB to download, {DISK_MB} MB of disk in .venv")
    say(f"running the whole pipeline takes about {MEMORY_MB} MB of memory")
    if not PYTHON.exists():
        run([sys.executable, "-m", "venv", str(HOME)])
    install("--require-hashes", "-r", "requirements/build.txt")
    install("--require-hashes", "--no-deps", "--no-build-isolation", "-r", f"requirements/{lock}")
    install("--no-deps", "--no-build-isolation", "--quiet", "-e", str(ROOT))
    (HOME / f"installed-{lock}").write_text(fingerprint(lock))


def refuse_unsuitable_python() -> None:
    """End with one line and the remedy when this Python cannot do it."""
    version = ".".join(str(number) for number in sys.version_info[:3])
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        remedy = "install 3.11, 3.12 or 3.13 and run: make setup PYTHON=python3.12"
        sys.exit(f"Python {version} is not supported: {remedy}")
    try:
        import ensurepip  # noqa: F401, PLC0415 - Debian splits it off
        import venv  # noqa: F401, PLC0415
    except ImportError:
        remedy = "install it (Debian: apt install python3-venv) and try again"
        sys.exit(f"Python {version} has no venv module: {remedy}")


def fingerprint(lock: str) -> str:
    """Return a digest of everything that decides what is installed."""
    names = ("requirements/build.txt", f"requirements/{lock}", "pyproject.toml")
    content = b"".join((ROOT / name).read_bytes() for name in names)
    return hashlib.sha256(content + sys.version.encode() + str(ROOT).encode()).hexdigest()


def is_installed() -> bool:
    """Say whether an earlier run installed just this; the development set holds the main one."""
    locks = ("dev.txt",) if "--dev" in sys.argv else ("dev.txt", "main.txt")
    current = {name: fingerprint(name) for name in locks}
    stamps = {name: HOME / f"installed-{name}" for name in locks}
    return PYTHON.exists() and any(
        stamp.exists() and stamp.read_text() == current[name] for name, stamp in stamps.items()
    )


def install(*options: str) -> None:
    """Run pip; its own progress is shown."""
    run([str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install", *options])


def run(command: list[str]) -> None:
    """Run a command in the project's folder, and end with its exit code if it fails."""
    try:
        code = subprocess.run(command, cwd=ROOT, check=False).returncode
    except KeyboardInterrupt:
        sys.exit("interrupted; run make setup again, it goes on where it stopped")
    if code:
        sys.exit(f"this step failed: {' '.join(command[:6])} …; check the network, then run make setup again")


def say(line: str) -> None:
    """Print a line now, not when the next program has ended."""
    print(line, flush=True)  # noqa: T201 - a command's own output


if __name__ == "__main__":
    main()
