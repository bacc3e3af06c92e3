"""What the compose files name is in the tree, also where no Compose is there to look."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from tree import ROOT, texts

FILES = sorted(
    {
        "docker-compose.yml",
        "docker-compose.aws.yml",
        *(name for name in texts() if re.fullmatch(r"compose/.*\.yml", name)),
    }
)


def named(value, folder, above=""):
    """Yield each path that a part of a compose file names, as a name in the tree."""
    if isinstance(value, dict):
        context = value.get("context", ".") if "dockerfile" in value else "."
        for key, inner in value.items():
            if key == "dockerfile":
                yield Path(folder, context, inner)
            elif key in ("file", "path", "env_file") and isinstance(inner, str) and above != "secrets":
                yield Path(folder if key == "file" else "", inner)
            else:
                yield from named(inner, folder, key)
        if "context" in value and "dockerfile" not in value:
            yield Path(folder, value["context"], "Dockerfile")
    elif isinstance(value, list):
        for inner in value:
            yield from named(inner, folder, above)


@pytest.mark.parametrize("file", FILES)
def test_every_file_that_it_names_is_in_the_tree(file):
    """An ignored folder is on one machine only."""
    known = set(texts())
    # Compose joins an overlay to the first file, whose folder is then that of its paths.
    folder = "" if file == "compose/offline.yml" else Path(file).parent
    content = yaml.safe_load((ROOT / file).read_text())
    wanted = {
        str((ROOT / path).resolve().relative_to(ROOT))
        for path in named(content, folder)
        if "$" not in str(path)
    }

    assert wanted - known == set()
