"""Which life of a stream a record belongs to: a stream that was lost and made again begins a new epoch.

An emulator's Kinesis may lose its streams, and a stream may be deleted and made again: sequence numbers
then start anew, and so must what is counted by them. ``provision`` begins a stream's epoch when it makes
the stream; the streaming job has a checkpoint for each; ``verify`` tells the records of each apart.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import msgspec

from corkboard.errors import UnavailableError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class Epoch(msgspec.Struct, frozen=True):
    """One life of a stream.

    Attributes:
        number: From 1.
        began_at: Seconds since the epoch, just before the stream was made: what was acknowledged before
            belongs to an earlier life.
        identity: ``identity_of`` the stream.
        has_past: The stream went on and only the counting began anew, as a shared one does at ``reset``:
            it is read from ``began_at`` (``AT_TIMESTAMP``), and otherwise from its beginning.
    """

    number: int
    began_at: float
    identity: str
    has_past: bool = False


def identity_of(arn: str, created_at: float) -> str:
    """Return what tells a stream from another one of its name, which Kinesis keeps as long as the stream.

    Args:
        arn: The stream's ARN.
        created_at: ``StreamCreationTimestamp``, in seconds since the epoch.
    """
    return f"{arn} {created_at:.3f}"


_decode = msgspec.json.Decoder(dict[str, list[Epoch]]).decode


def history(folder: Path, stream: str) -> list[Epoch]:
    """Return a stream's epochs, the present one last; empty before its first.

    Args:
        folder: The ledger's folder.
        stream: The stream's name.

    Raises:
        UnavailableError: The file is damaged or cannot be read.
    """
    return _read(folder).get(stream, [])


def begin(folder: Path, stream: str, *, began_at: float, identity: str, has_past: bool = False) -> Epoch:
    """Begin a stream's next epoch, and return it.

    Raises:
        UnavailableError: The file cannot be written.
    """
    known = _read(folder)
    past = known.get(stream, [])
    epoch = Epoch(len(past) + 1, began_at, identity, has_past)
    path = _path(folder)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(msgspec.json.format(msgspec.json.encode({**known, stream: [*past, epoch]})))
        draft.replace(path)
    except OSError as error:
        raise UnavailableError(f"{path} cannot be written: {error.strerror}", service="ledger") from error
    return epoch


def epoch_at(epochs: Sequence[Epoch], at: float) -> int:
    """Return the number of the epoch in which a record was acknowledged; 0 before the first."""
    return max((epoch.number for epoch in epochs if epoch.began_at <= at), default=0)


def _path(folder: Path) -> Path:
    return folder / "epochs.json"


def _read(folder: Path) -> dict[str, list[Epoch]]:
    path = _path(folder)
    try:
        return _decode(path.read_bytes())
    except FileNotFoundError:
        return {}
    except (OSError, msgspec.DecodeError) as error:
        raise UnavailableError(
            f"{path} cannot be read: {error}",
            service="ledger",
            hint="bring the file back, or begin anew with 'corkboard reset'",
        ) from error
