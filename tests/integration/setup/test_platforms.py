"""Every locked part can be had for the platforms we name, or has a named fallback. Asks the package index."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest
import requests
from packaging.markers import Marker
from packaging.tags import cpython_tags, mac_platforms
from packaging.utils import parse_wheel_filename
from pip._internal.models.index import PyPI

from corkboard.stack import lockfile

ROOT = Path(__file__).resolve().parents[3]
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
DATABASE_FALLBACKS = {"linux-arm64": "a mariadbd or mysqld on PATH"}
SOURCE_ONLY = ("pyspark-",)  # pure Python and jars, published as source alone
TIMEOUT_S = 30


def locked(name: str) -> list[tuple[str, str, str, set[str]]]:
    """Return a lock's packages: name, version, marker and hashes."""
    text = (ROOT / name).read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if re.match(r"[a-z0-9]", line)]
    pattern = re.compile(r"([\w.-]+)(?:\[[\w,]+\])?==(\S+)\s*(?:;\s*(.*?))?\s*(?=--hash)")
    found = [(match, line) for line in lines if (match := pattern.match(line))]
    return [
        (match[1], match[2], match[3] or "", set(re.findall(r"sha256:(\w+)", line))) for match, line in found
    ]


class Links(HTMLParser):
    """Collects an index page's files: name by hash."""

    def __init__(self) -> None:
        super().__init__()
        self.names: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep a link that carries a hash."""
        address, _, sha256 = (dict(attrs).get("href") or "").partition("#sha256=")
        if tag == "a" and sha256:
            self.names[sha256] = unquote(address.rsplit("/", 1)[1])


@pytest.fixture(scope="module")
def index():
    """Return a function that gives a package's file names by hash; without the index it cannot run here."""
    known: dict[str, dict[str, str]] = {}

    def files(package: str) -> dict[str, str]:
        if package not in known:
            links = Links()
            try:
                answer = requests.get(f"{PyPI.simple_url}/{package}/", timeout=TIMEOUT_S)
            except requests.RequestException as error:
                pytest.skip(f"the package index does not answer: {type(error).__name__}")
            links.feed(answer.text)
            known[package] = links.names
        return known[package]

    return files


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("lock", ["requirements/main.txt", "corkboard/stack/locks/ministack.txt"])
def test_every_locked_package_exists_for_the_platform(index, lock, platform):
    """A wheel with a locked hash that fits, or one of the few that are published as source alone."""
    fitting = {str(tag) for tag in cpython_tags((3, 11), platforms=PLATFORMS[platform])}
    missing = []
    for package, version, marker, hashes in locked(lock):
        if marker and not Marker(marker).evaluate({**MARKED[platform], "python_full_version": "3.11.9"}):
            continue
        names = [name for sha256, name in index(package).items() if sha256 in hashes]
        if not any(_fits(name, fitting) for name in names):
            missing.append(f"{package}=={version}")

    assert missing == []


def _fits(name: str, fitting: set[str]) -> bool:
    if not name.endswith(".whl"):
        return name.startswith(SOURCE_ONLY)
    tags = parse_wheel_filename(name)[3]
    return any(str(tag) in fitting or (tag.abi == "none" and _is_pure_enough(tag, fitting)) for tag in tags)


def _is_pure_enough(tag, fitting: set[str]) -> bool:
    platforms = {one.rsplit("-", 1)[1] for one in fitting}
    return tag.interpreter in ("py3", "py2") and (tag.platform == "any" or tag.platform in platforms)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_there_is_a_database_server_or_a_named_fallback(platform):
    """Where no server is among the parts, the error names what to install."""
    packed = lockfile.lock_text(f"mariadb.{platform}.lock")

    assert (packed is None) == (platform in DATABASE_FALLBACKS)
