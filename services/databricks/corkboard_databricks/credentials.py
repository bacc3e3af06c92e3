"""The keys to AWS where notebooks look for them, as an administrator leaves them: a table and a file."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from deltalake import write_deltalake
from pyarrow import table

from corkboard.settings import reveal

if TYPE_CHECKING:
    from pathlib import Path

    from corkboard.settings import Settings

NAME = "authentication_credentials"
FILE = f"FileStore/tables/{NAME}.csv"
USER = "databricks-user"


def leave(settings: Settings) -> None:
    """Write both with the stack's own keys, unless they are there; other people's are never overwritten."""
    aws = settings.aws
    if aws.access_key_id is None or aws.secret_access_key is None:
        return
    row = {
        "User name": USER,
        "Access key ID": reveal(aws.access_key_id),
        "Secret access key": reveal(aws.secret_access_key),
    }
    _write_file(settings.dbfs_dir / FILE, row)
    where = settings.clean_table(NAME)
    write_deltalake(where, table({name: [value] for name, value in row.items()}), mode="ignore")


def _write_file(file: Path, row: dict[str, str]) -> None:
    if file.exists():
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch(mode=0o600)
    with file.open("w", newline="") as target:
        writer = csv.DictWriter(target, row)
        writer.writeheader()
        writer.writerow(row)
