"""DuckDB at the batch's work: the files cleaned into three Parquet files, the nine questions answered.

``python duck.py FILES OUT SQL THREADS`` needs DuckDB and nothing of ours. As the Spark job it looks for
keys that come twice before it writes, and lets the latest of them win. It prints the answers as JSON.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import NamedTuple

import duckdb

MEMORY = "1400MB"


class Table(NamedTuple):
    """One clean table.

    Attributes:
        name: Its name.
        feed: The folder of its files.
        key: Its key on the wire.
        wire: The columns on the wire.
        clean: The clean columns.
    """

    name: str
    feed: str
    key: str
    wire: dict[str, str]
    clean: str


TABLES = (
    Table(
        "pins",
        "pin",
        "index",
        {"index": "BIGINT"}
        | dict.fromkeys(
            ("unique_id", "title", "description", "poster_name", "follower_count", "tag_list"), "VARCHAR"
        )
        | {"is_image_or_video": "VARCHAR", "image_src": "VARCHAR", "downloaded": "BIGINT"}
        | {"save_location": "VARCHAR", "category": "VARCHAR"},
        """
        "index" as ind,
        unique_id,
        nullif(title, 'No Title Data Available') as title,
        case when description not in (
            'No description available', 'No description available Story format', 'Untitled'
        ) then description end as description,
        case when regexp_full_match(follower_count, '[0-9]{1,10}[kM]?') then try_cast(
            rtrim(follower_count, 'kM')::bigint
            * case right(follower_count, 1) when 'k' then 1000 when 'M' then 1000000 else 1 end as integer
        ) end as follower_count,
        nullif(poster_name, 'User Info Error') as poster_name,
        nullif(tag_list, 'N,o, ,T,a,g,s, ,A,v,a,i,l,a,b,l,e') as tag_list,
        is_image_or_video,
        nullif(image_src, 'Image src error.') as image_src,
        regexp_replace(save_location, '^Local save in ', '') as save_location,
        category
        """,
    ),
    Table(
        "geos",
        "geo",
        "ind",
        {
            "ind": "BIGINT",
            "timestamp": "TIMESTAMP",
            "latitude": "DOUBLE",
            "longitude": "DOUBLE",
            "country": "VARCHAR",
        },
        'ind, country, [latitude, longitude] as coordinates, "timestamp"',
    ),
    Table(
        "users",
        "user",
        "ind",
        {
            "ind": "BIGINT",
            "first_name": "VARCHAR",
            "last_name": "VARCHAR",
            "age": "BIGINT",
            "date_joined": "TIMESTAMP",
        },
        "ind, first_name || ' ' || last_name as user_name, try_cast(age as integer) as age, date_joined",
    ),
)
PLACED = "(select *, row_number() over () as place from {source})"
LATEST = "qualify row_number() over (partition by {key} order by place desc) = 1"


def read(files: Path, table: Table, *columns: str) -> str:
    """Return the expression that reads a feed's files; of the columns those named, by default all."""
    wanted = {name: kind for name, kind in table.wire.items() if name in columns or not columns}
    shape = ", ".join(f"'{name}': '{kind}'" for name, kind in wanted.items())
    return f"read_json('{files / table.feed}/*.json', format = 'newline_delimited', columns = {{{shape}}})"


def clean(base: duckdb.DuckDBPyConnection, files: Path, out: Path, table: Table) -> None:
    """Write a clean table as a Parquet file, and name it."""
    key, source = f'"{table.key}"', read(files, table)
    count = f"select count(*) = count(distinct {key}) from {read(files, table, table.key)}"  # noqa: S608 - our own
    rows = f"select {table.clean} from {source}"  # noqa: S608 - our own
    if base.execute(count).fetchone() == (False,):
        rows = f"select {table.clean} from {PLACED.format(source=source)} {LATEST.format(key=key)}"  # noqa: S608
    target = out / f"{table.name}.parquet"
    base.execute(f"copy ({rows}) to '{target}' (format parquet)")
    base.execute(f"create view {table.name} as from '{target}'")


def main() -> None:
    files, out, sql = map(Path, sys.argv[1:4])
    base = duckdb.connect(config={"threads": int(sys.argv[4]), "memory_limit": MEMORY})
    base.execute(f"set temp_directory = '{out / 'spilled'}'")
    for table in TABLES:
        clean(base, files, out, table)
    answers = {path.stem: base.execute(path.read_text()).fetchall() for path in sorted(sql.glob("*.sql"))}
    print(json.dumps({"version": duckdb.__version__, "answers": answers}))


if __name__ == "__main__":
    main()
