"""Rows a second of the generator and of the load, and the memory they take.

``python benchmarks/database.py`` takes a few minutes; ``--rows 11154`` measures one size alone, ``--write``
puts the result into ``benchmarks/results/database.md``.

A *row* is one row of all three tables. Each measurement is a process of its own, against a server of its own;
in each round every measurement and its peer run in turn. The words (Faker's import, 0.3 s) are read before
the clock starts and shown apart. Besides the rate on the clock, which other work on the machine lowers, there
is the processor time a row, and the rate that it allows when Python and the server each have a core.
Needs the parts (``corkboard setup``).
"""

from __future__ import annotations

import argparse
import json
import operator
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
from faker import Faker
from measuring.report import machine, method, table, write

from corkboard import clients, logs, settings
from corkboard.catalogue import FEEDS
from corkboard_database import load as loading
from corkboard_database.plan import Mark
from corkboard_database.rows import Rows, generate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from corkboard.settings import Settings

SEED = 100
KEPT_ROWS = 200_000  # what is made beforehand has to be kept, so `load` takes no more
PEER_ROWS = 11_154
TARGET_ROWS_PER_S = 20_000
NAME = "bench"


def generate_only(_: Settings, rows: int) -> int:
    """Make rows and drop them."""
    return sum(1 for _ in generate(rows, SEED))


def load_only(known: Settings, rows: int) -> int:
    """Load rows that were made beforehand."""
    made = list(generate(min(rows, KEPT_ROWS), SEED))
    loading.generate = lambda *_: iter(made)  # the load itself is what runs
    return _timed(lambda: loading.load(known, Mark(len(made), SEED), existing="replace").rows)


def both(known: Settings, rows: int) -> int:
    """Run what ``python -m corkboard_database seed`` runs."""
    return loading.load(known, Mark(rows, SEED), existing="replace").rows


def faker_each_value(_: Settings, rows: int) -> int:
    """Make rows of the same columns with a Faker call for each value."""
    return sum(1 for _ in _faker_rows(rows))


def executemany(known: Settings, rows: int) -> int:
    """Load rows that were made beforehand with the driver's own ``executemany``, one transaction a table."""
    made = list(generate(rows, SEED))
    load_nothing = Mark(1, SEED)
    loading.load(known, load_nothing, existing="replace")
    return _timed(lambda: _executemany(known, made))


def _executemany(known: Settings, made: list[Rows]) -> int:
    with clients.database(known, admin=True).begin() as connection:
        for feed in FEEDS:
            connection.exec_driver_sql(f"delete from {feed.table}")  # noqa: S608 - the catalogue's name
            marks = ", ".join(["%s"] * len(feed.columns))
            statement = f"insert into {feed.table} values ({marks})"  # noqa: S608 - the catalogue's name
            connection.exec_driver_sql(statement, [getattr(row, feed.name) for row in made])
    return len(made)


def _faker_rows(rows: int) -> Iterator[Rows]:
    fake = Faker("en_US")
    Faker.seed(SEED)
    for key in range(rows):
        tags = ",".join(fake.words(9))
        image = (fake.random_element(("image", "video")), fake.image_url(), fake.random_int(0, 1))
        text = (fake.sentence(8), fake.text(180), fake.name(), str(fake.random_int(0, 10**6)), tags)
        yield Rows(
            (key, fake.uuid4(), *text, *image, "Local save in /data/art", fake.word()),
            (key, fake.date_time(), float(fake.latitude()), float(fake.longitude()), fake.country()),
            (key, fake.first_name(), fake.last_name(), fake.random_int(20, 60), fake.date_time()),
        )


MEASUREMENTS = {function.__name__: function for function in (generate_only, load_only, both)}
PEERS = {function.__name__: function for function in (faker_each_value, executemany)}


class Clock:
    """When the work began, which may be after a preparation that does not count."""

    started = (0.0, 0.0, 0.0)


def _timed(work: Callable[[], int]) -> int:
    """Count from here on."""
    Clock.started = _now()
    return work()


def _now() -> tuple[float, float, float]:
    server = psutil.Process(SERVER_PID).cpu_times()
    return time.perf_counter(), time.process_time(), server.user + server.system


SERVER_PID = 0


def child(name: str, rows: int, home: Path) -> None:
    """Measure one thing, and print it as JSON."""
    global SERVER_PID  # noqa: PLW0603 - this process does one thing
    logs.configure(level="WARNING")
    known = settings.load({"name": NAME, "home": home})
    with clients.database(known, admin=True, schema=False).connect() as connection:
        path = connection.exec_driver_sql("select @@pid_file").scalar_one()
    SERVER_PID = int(Path(path).read_text())
    words_s = -time.perf_counter()
    next(generate(1, SEED))
    words_s += time.perf_counter()
    done = _timed(lambda: (MEASUREMENTS | PEERS)[name](known, rows))
    wall, cpu, server = (now - then for now, then in zip(_now(), Clock.started, strict=True))
    peak_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    figures = {
        "rows_per_s": done / wall,
        "python_cpu_us": 1e6 * cpu / done,
        "server_cpu_us": 1e6 * server / done,
        "peak_rss_mb": peak_kb / 1024,
        "words_s": words_s,
    }
    print(json.dumps({"what": name, "rows": rows, **figures}))


def measure(sizes: list[int], rounds: int) -> list[dict[str, Any]]:
    """Return the figures over the rounds, on a server that exists only for this."""
    with tempfile.TemporaryDirectory() as home:
        _corkboard(home, "up", "--only", "mysql")
        try:
            runs = [_run(name, rows, home) for _ in range(rounds) for name, rows in _plan(sizes)]
        finally:
            _corkboard(home, "destroy", "--yes")
    return [_summary(runs, name, rows) for name, rows in _plan(sizes)]


def _plan(sizes: list[int]) -> list[tuple[str, int]]:
    peers = [(name, PEER_ROWS) for name in PEERS] if PEER_ROWS in sizes else []
    return peers + [(name, rows) for rows in sizes for name in MEASUREMENTS]


def _corkboard(home: str, *arguments: str) -> None:
    command = [sys.executable, "-m", "corkboard", "--home", home, "--name", NAME, *arguments]
    subprocess.run(command, check=True, capture_output=True, timeout=180)


def _run(name: str, rows: int, home: str) -> dict[str, Any]:
    command = [sys.executable, __file__, "--child", name, "--rows", str(rows), "--home", home]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=900)
    if done.returncode:
        sys.exit(f"{name} of {rows} rows failed:\n{done.stderr}")
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures | {"load_average": os.getloadavg()[0]}


def _summary(runs: list[dict[str, Any]], name: str, rows: int) -> dict[str, Any]:
    same = [run for run in runs if (run["what"], run["rows"]) == (name, rows)]
    together = max if name in MEASUREMENTS else operator.add  # a peer waits for the server, the load does not
    median = {
        key: statistics.median(run[key] for run in same) for key in same[0] if key not in ("what", "rows")
    }
    return {
        "what": name,
        "rows": rows,
        "rounds": len(same),
        "rows/s": round(median["rows_per_s"]),
        "best rows/s": round(max(run["rows_per_s"] for run in same)),
        "python µs/row": round(median["python_cpu_us"], 1),
        "server µs/row": round(median["server_cpu_us"], 1),
        "rows/s by cpu": round(1e6 / together(median["python_cpu_us"], median["server_cpu_us"])),
        "peak RSS MB": round(median["peak_rss_mb"]),
        "words s": round(median["words_s"], 2),
        "load average": round(median["load_average"], 1),
    }


def document(results: list[dict[str, Any]]) -> str:
    """Return the result with its method."""
    lines = [[value if isinstance(value, str) else f"{value:,}" for value in one.values()] for one in results]
    return f"""# Database

{method(__doc__, until="Needs the parts")}

Medians over the rounds; {machine()}; the budget is {TARGET_ROWS_PER_S:,} rows/s.

{table(list(results[0]), lines)}"""


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, nargs="+", default=[11_154, 1_000_000])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--child", choices=MEASUREMENTS | PEERS, help=argparse.SUPPRESS)
    parser.add_argument("--home", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        child(options.child, options.rows[0], options.home)
        return
    write("database", document(measure(options.rows, options.rounds)), is_wanted=options.write)


if __name__ == "__main__":
    main()
