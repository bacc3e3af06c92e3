"""What a notebook's command line names on this machine, and what that is called in its container."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from corkboard.workspace import root_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

WORKSPACE = "/Workspace"
OUTPUTS = ("--html", "--ipynb")
ROOT = "--root"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a container is told.

    Attributes:
        words: The program's, with the container's names of files.
        folders: Those of this machine that it reads, each with its place there; none lies in another.
        outputs: Where each is wanted on this machine, by its name below the folder for outputs.
    """

    words: tuple[str, ...]
    folders: Mapping[Path, str]
    outputs: Mapping[str, Path]


def plan(arguments: Sequence[str], outputs_at: str) -> Plan:
    """Return what a container is told.

    Args:
        arguments: Those of ``corkboard notebook``, the verb first.
        outputs_at: The folder for outputs, as the container names it.
    """
    verb, named = arguments[:1], list(_named(arguments[1:]))
    folders = _places([found for option, value in named if (found := _folder(option, value))])
    words, outputs = list(verb), dict[str, Path]()
    for option, value in named:
        if option in OUTPUTS:
            name = f"{option.removeprefix('--')}/{Path(value).resolve().name}"
            outputs[name] = Path(value)
            words += [option, f"{outputs_at}/{name}"]
        else:
            words += [*filter(None, (option,)), _inside(value, folders) if _folder(option, value) else value]
    return Plan(tuple(words), folders, outputs)


def _named(arguments: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield each word with the option of a path before it, if there is one."""
    waiting = ""
    for word in arguments:
        option, sign, value = word.partition("=")
        if waiting:
            yield waiting, word
            waiting = ""
        elif option not in (*OUTPUTS, ROOT):
            yield "", word
        elif sign:
            yield option, value
        else:
            waiting = option
    if waiting:
        yield "", waiting  # the program says what it lacks


def _folder(option: str, value: str) -> Path | None:
    """Return the folder that has to be there for a word: a workspace's root, or that of a notebook."""
    path = Path(value)
    if option == ROOT:
        return path.resolve() if path.is_dir() else None
    return root_of(path) if not option and path.is_file() else None


def _places(folders: Sequence[Path]) -> dict[Path, str]:
    """Return the outermost of some folders, each with a place in the container."""
    outermost = [
        one
        for one in dict.fromkeys(folders)
        if not any(one != other and one.is_relative_to(other) for other in folders)
    ]
    return {one: WORKSPACE + (str(number) if number else "") for number, one in enumerate(outermost)}


def _inside(value: str, folders: Mapping[Path, str]) -> str:
    path = Path(value).resolve()
    folder = next(one for one in folders if path.is_relative_to(one))
    return str(PurePosixPath(folders[folder], *path.relative_to(folder).parts))
