"""Every locked part can be had for the platforms we name, or has a named fallback. Asks the package index."""

from __future__ import annotations

import re
import runpy
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from html import unescape
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import unquote, urljoin

import pytest
import requests
from packaging.markers import Marker
from packaging.tags import cpython_tags, mac_platforms
from packaging.utils import parse_wheel_filename
from pip._internal.models.index import PyPI

from corkboard.stack import airflow, lockfile, ministack
from corkboard.stack.native import mysql
from corkboard.stack.parts import JAR_SETS, TEST_SETS, Parts

ROOT = Path(__file__).resolve().parents[3]
BOOTSTRAP = runpy.run_path(str(ROOT / "bootstrap.py"))
LINUX = [f"manylinux_2_{minor}" for minor in range(5, 36)] + ["manylinux2014", "linux"]
PLATFORMS = {
    "linux-x86_64": [f"{name}_x86_64" for name in LINUX],
    "linux-arm64": [f"{name}_aarch64" for name in LINUX],
    "macos-arm64": list(mac_platforms((15, 0), "arm64")),
}
MARKED = {
    "linux-x86_64": {"sys_platform": "linux", "platform_machine": "x86_64"},
    "linux-arm64": {"sys_platform": "linux", "platform_machine": "aarch64"},
    "macos-arm64": {"sys_platform": "darwin", "platform_machine": "arm64"},
}
VERSIONS = ((3, 11), (3, 12), (3, 13))
MINISTACK = "corkboard/stack/locks/ministack.txt"
AIRFLOW = "corkboard/stack/locks/airflow.txt"
LOCKS = ("requirements/build.txt", "requirements/main.txt", "requirements/aws.txt", MINISTACK, AIRFLOW)
SOURCE_ONLY = (
    "airspeed_ext-",
    "pyspark-",
    "python-nvd3-",
)  # pure Python (and jars), published as source alone
DEVELOPMENT = "requirements/dev.txt"
LINK = re.compile(r'<a [^>]*href="([^"#]+)#sha256=([0-9a-f]{64})')
TIMEOUT_S = 30
AT_ONCE = 8


@cache
def locked(name: str) -> list[tuple[str, str, str, set[str]]]:
    """Return a lock's packages: name, version, marker and hashes."""
    text = (ROOT / name).read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if re.match(r"[a-z0-9]", line)]
    pattern = re.compile(r"([\w.-]+)(?:\[[\w,]+\])?==(\S+)\s*(?:;\s*(.*?))?\s*(?=--hash)")
    found = [(match, line) for line in lines if (match := pattern.match(line))]
    return [
        (match[1], match[2], match[3] or "", set(re.findall(r"sha256:(\w+)", line))) for match, line in found
    ]


def wanted(lock: str, platform: str, version: tuple[int, int]) -> list[tuple[str, str, set[str]]]:
    """Return what a lock installs on a platform with a version of Python: name, version and hashes."""
    machine = MARKED[platform] | {"python_full_version": "{}.{}.9".format(*version)}
    return [
        (package, release, hashes)
        for package, release, marker, hashes in locked(lock)
        if not marker or Marker(marker).evaluate(machine)
    ]


@cache
def fitting(platform: str, version: tuple[int, int]) -> frozenset[str]:
    """Return the tags of wheels that a platform can use, compiled ones and pure ones."""
    compiled = map(str, cpython_tags(version, platforms=PLATFORMS[platform]))
    pure = (f"{any_python}-none-{place}" for any_python in ("py2", "py3") for place in PLATFORMS[platform])
    return frozenset((*compiled, *pure, "py2-none-any", "py3-none-any"))


@pytest.fixture(scope="module")
def web():
    """Keeps the connections to the index for the next question."""
    with requests.Session() as session:
        session.mount("https://", requests.adapters.HTTPAdapter(pool_maxsize=AT_ONCE))
        yield session


@pytest.fixture(scope="module")
def index(web):
    """Return each locked package's addresses by hash; without the index it cannot run here."""
    packages = sorted({package for lock in (*LOCKS, DEVELOPMENT) for package, *_ in locked(lock)})
    try:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            return dict(zip(packages, pool.map(partial(_files, web), packages), strict=True))
    except requests.RequestException as error:
        pytest.skip(f"the package index does not answer: {type(error).__name__}")


def _files(web: requests.Session, package: str) -> dict[str, str]:
    answer = web.get(f"{PyPI.simple_url}/{package}/", timeout=TIMEOUT_S)
    answer.raise_for_status()
    return {sha256: urljoin(answer.url, unescape(href)) for href, sha256 in LINK.findall(answer.text)}


@pytest.mark.parametrize("version", VERSIONS, ids=lambda version: "{}.{}".format(*version))
@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_exists_for_the_platform(index, lock, platform, version):
    """A wheel with a locked hash that fits, or one of the few that are published as source alone."""
    if lock == AIRFLOW and not airflow.is_supported(version):
        pytest.skip("Airflow is not for this Python")
    tags = fitting(platform, version)
    missing = []
    for package, release, hashes in wanted(lock, platform, version):
        if not _fitting_files(index[package], hashes, tags):
            missing.append(f"{package}=={release}")

    assert missing == []


def _fitting_files(addresses: dict[str, str], hashes: set[str], tags: frozenset[str]) -> list[str]:
    """Return the addresses of a package's locked files that have one of these tags."""
    found = [address for sha256, address in addresses.items() if sha256 in hashes]
    return [address for address in found if _fits(unquote(address.rsplit("/", 1)[1]), tags)]


def _fits(name: str, tags: frozenset[str]) -> bool:
    if not name.endswith(".whl"):
        return name.startswith(SOURCE_ONLY)
    return not tags.isdisjoint(map(str, parse_wheel_filename(name)[3]))


@pytest.mark.parametrize(
    ("lock", "announced_mb"),
    [
        ("requirements/main.txt", BOOTSTRAP["PACKAGES_MB"]["main.txt"]),
        (DEVELOPMENT, BOOTSTRAP["PACKAGES_MB"]["dev.txt"]),
        (MINISTACK, BOOTSTRAP["MINISTACK_MB"]),
        (MINISTACK, ministack.DOWNLOAD_MB),
        (AIRFLOW, airflow.DOWNLOAD_MB),
    ],
)
def test_the_announced_sizes_are_those_of_the_locks(web, index, lock, announced_mb):
    """What ``make setup`` says first is within a tenth of what pip fetches."""
    tags = fitting("linux-x86_64", (3, 11))
    files = [
        _fitting_files(index[package], hashes, tags)[0]
        for package, _, hashes in wanted(lock, "linux-x86_64", (3, 11))
    ]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        size_bytes = sum(pool.map(partial(_size_bytes, web), files))

    assert size_bytes / 1e6 == pytest.approx(announced_mb, rel=0.1)


def _size_bytes(web: requests.Session, address: str) -> int:
    answer = web.head(address, timeout=TIMEOUT_S, allow_redirects=True)
    answer.raise_for_status()
    return int(answer.headers["Content-Length"])


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("name", [*JAR_SETS, *TEST_SETS])
def test_jars_are_the_same_on_every_platform(monkeypatch, tmp_path, name, platform):
    """Java runs anywhere; only the database server is a platform's own."""
    monkeypatch.setattr(lockfile, "this_platform", lambda: platform)

    assert Parts(tmp_path).jar_set(name).jars
    assert not [
        jar for jar in Parts(tmp_path).jar_set(name).jars if re.search("linux|osx|macos", jar.file_name)
    ]


@pytest.mark.parametrize("platform", PLATFORMS)
def test_there_is_a_database_server_or_the_one_on_path_is_taken(monkeypatch, tmp_path, platform):
    """Setup asks for no server that it cannot have; up then takes a person's own."""
    monkeypatch.setattr(lockfile, "this_platform", lambda: platform)
    program = tmp_path / "bin" / "mysqld"
    program.parent.mkdir()
    program.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(program.parent))
    parts = Parts(tmp_path / "cache")
    has_lock = lockfile.lock_text(f"mariadb.{platform}.lock") is not None

    assert ("mariadb" in parts.unmade()) == has_lock
    assert ("mariadb" in {jars.name for jars in parts.sets()}) == has_lock
    assert mysql._server(SimpleNamespace(parts=parts)) == program
