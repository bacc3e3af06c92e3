"""Makes the virtual environment and installs what is locked; needs nothing but Python.

Run by ``make setup``. A second run finds everything in place and does nothing.
It is written so that a Python too old to run the rest can still read it and say so.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
HOME = ROOT / ".venv"
PYTHON = HOME / "bin" / "python"
CHANGING = HOME / "installing"
OLDEST, NEWEST = (3, 11), (3, 13)
PACKAGES_MB = {"main.txt": 695, "dev.txt": 895}
MINISTACK_MB = 20
ENVIRONMENT_MB = {"main.txt": 1500, "dev.txt": 2480}
CACHE_MB = {"main.txt": 1510, "dev.txt": 1670}
PIP_CACHE_MB = {"main.txt": 1160, "dev.txt": 1320}
MEMORY_MB = 2500
AIRFLOW_MB, AIRFLOW_DISK_MB = 60, 770  # what only the tests need; much of it is among the packages
AIRFLOW_PYTHONS = ((3, 11), (3, 12))


def main() -> None:
    """Install the environment named by the options; ``--dev`` adds the tools that check the project."""
    refuse_unsuitable_python()
    lock = "dev.txt" if "--dev" in sys.argv else "main.txt"
    try:
        if not is_installed():
            announce(lock)
            bring(lock)
    except KeyboardInterrupt:
        sys.exit("interrupted; run make setup again, it goes on where it stopped")


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


def is_installed() -> bool:
    """Say whether an earlier run installed just this; the development set holds the main one."""
    locks = ("dev.txt",) if "--dev" in sys.argv else ("dev.txt", "main.txt")
    return PYTHON.exists() and not CHANGING.exists() and any(is_stamped(lock) for lock in locks)


def is_stamped(lock: str) -> bool:
    """Say whether the environment holds what a lock names now."""
    stamp = HOME / f"installed-{lock}"
    return stamp.exists() and stamp.read_text() == fingerprint(lock)


def fingerprint(lock: str) -> str:
    """Return a digest of everything that decides what is installed."""
    names = ("requirements/build.txt", f"requirements/{lock}", "pyproject.toml")
    content = b"".join((ROOT / name).read_bytes() for name in names)
    return hashlib.sha256(content + sys.version.encode() + str(ROOT).encode()).hexdigest()


def announce(lock: str) -> None:
    """Print what the whole setup fetches and needs, the parts that come after the packages too."""
    from corkboard.stack import wheels  # noqa: PLC0415 - not before Python is known to be new enough

    missing = wheels.Wheels(cache()).missing(ROOT / "requirements" / lock)
    has_airflow = lock == "dev.txt" and sys.version_info[:2] in AIRFLOW_PYTHONS
    airflow_mb, airflow_disk_mb = (AIRFLOW_MB, AIRFLOW_DISK_MB) if has_airflow else (0, 0)
    packages = 0 if not missing else PACKAGES_MB[lock] + MINISTACK_MB + airflow_mb
    parts = parts_mb(with_tests=lock == "dev.txt")
    total = f"{packages + parts:,} MB, once and resumable"
    say(f"setup downloads about {total}: {packages} MB of Python packages,")
    say(f"  {parts} MB of Kafka, Connect, Spark's jars and a database server")
    cache_mb = CACHE_MB[lock] + airflow_disk_mb
    say(f"it needs {ENVIRONMENT_MB[lock]:,} MB of disk in .venv, {cache_mb:,} MB in {cache()}")
    say(f"  and up to {PIP_CACHE_MB[lock]:,} MB in pip's own cache, which 'pip cache purge' gives back")
    say(f"running the whole pipeline needs {MEMORY_MB:,} MB of memory")


def parts_mb(*, with_tests: bool) -> int:
    """Return what those parts weigh, by their locks, that the cache does not have."""
    from corkboard.stack.parts import Parts  # noqa: PLC0415

    sets = Parts(cache()).sets(with_tests=with_tests)
    sizes = {jar.sha256: jar.size_bytes for jars in sets for jar in jars.missing()}
    return round(sum(sizes.values()) / 1e6)


def bring(lock: str) -> None:
    """Make the environment if it is not usable, and install the lock and this project."""
    from corkboard.errors import CorkboardError  # noqa: PLC0415
    from corkboard.stack import cachelock  # noqa: PLC0415

    try:
        with cachelock.held(cache(), tell=say):
            if is_installed():  # by the setup that was waited for
                return
            make_environment()
            install("build.txt")
            install(lock)
            project = ["--no-deps", "--no-index", "--no-build-isolation", "--quiet", "-e", str(ROOT)]
            pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check"]
            if not run_pip([*pip, "install", *project]):
                sys.exit(
                    "Corkboard itself could not be installed, for the reason above; run make setup again"
                )
            (HOME / f"installed-{lock}").write_text(fingerprint(lock))
            CHANGING.unlink()
    except CorkboardError as error:
        sys.exit(str(error))


def make_environment() -> None:
    """Make ``.venv`` anew when it is of another Python, lacks pip, or was being changed when a run ended."""
    if is_usable():
        return
    if HOME.exists():
        say("making .venv anew: it is of another Python, or an earlier run was interrupted")
        shutil.rmtree(HOME.resolve(), ignore_errors=True)
    base = getattr(sys, "_base_executable", "") or sys.executable
    if not run([base, "-m", "venv", str(HOME)]):
        sys.exit("the virtual environment could not be made, for the reason above; then run make setup again")


def is_usable() -> bool:
    """Say whether the environment can be installed into: this version of Python, and a pip that works."""
    if not PYTHON.exists() or CHANGING.exists():
        return False
    done = subprocess.run(
        [str(PYTHON), "-m", "pip", "--version"], capture_output=True, text=True, check=False
    )
    return done.returncode == 0 and "(python {}.{})".format(*sys.version_info[:2]) in done.stdout


def install(lock: str) -> None:
    """Install a lock, from the cache where it can; end with the packages that could not be had."""
    from corkboard.stack import wheels  # noqa: PLC0415

    path, kept = ROOT / "requirements" / lock, wheels.Wheels(cache())
    if kept.install(path, python=PYTHON, run=run_pip):
        return
    for entry in kept.missing(path):
        say(f"not in {kept.folder}, and not to be fetched: {entry.name} {entry.version}")
    sys.exit(
        f"the packages of requirements/{lock} could not be installed, for the reason above; check the "
        "network (proxy: HTTPS_PROXY, index: PIP_INDEX_URL), then run make setup again"
    )


def cache() -> Path:
    """Return the folder that ``corkboard setup`` uses too: ``CORKBOARD_CACHE``, or this person's own."""
    environ = os.environ  # noqa: TID251 - the settings cannot be imported before they are installed
    if environ.get("CORKBOARD_CACHE"):
        return Path(environ["CORKBOARD_CACHE"]).absolute()
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "corkboard"
    return Path(environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "corkboard"


def run_pip(command: "list[str]") -> bool:
    """Run pip; what it installs into is not trusted again before all of it is there."""
    if "install" in command:
        CHANGING.touch()
    return run(command)


def run(command: "list[str]") -> bool:
    """Run a command in the project's folder, its output shown, and say whether it succeeded."""
    return subprocess.run(command, cwd=ROOT, check=False).returncode == 0


def say(line: str) -> None:
    """Print a line now, not when the next program has ended."""
    print(line, flush=True)  # noqa: T201 - a command's own output


if __name__ == "__main__":
    main()
