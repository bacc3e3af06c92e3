"""The command's options: each one's type, its name where that is not the parameter's, and its help."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from corkboard_emulator.options import DEFAULT_ROWS, DEFAULT_SEED

Path = Annotated[
    Literal["batch", "stream", "both"] | None,
    typer.Option(
        help="Which way in: batch is API Gateway, REST proxy, Kafka; stream is API Gateway, Kinesis; "
        "both sends every post along each.",
        show_default="batch",
    ),
]
Rows = Annotated[
    int | None,
    typer.Option(
        min=1, help="How many posts; after the last row, the first again.", show_default=str(DEFAULT_ROWS)
    ),
]
Every = Annotated[bool, typer.Option("--all", help="Each row of the tables once.")]
Forever = Annotated[bool, typer.Option("--forever", help="Until Ctrl-C.")]
Order = Annotated[
    Literal["sequential", "course"] | None,
    typer.Option(
        help="Rows by key, or drawn as the course's scripts draw them: randint(0, 11000), with "
        "replacement; a smaller table is drawn from as a whole, in another sequence.",
        show_default="sequential",
    ),
]
Seed = Annotated[int | None, typer.Option(help="Of the draws.", show_default=str(DEFAULT_SEED))]
Rate = Annotated[float | None, typer.Option(min=0.001, help="Posts a second, evenly.")]
Pace = Annotated[
    Literal["human"] | None,
    typer.Option(help="Pause 0 or 1 s before each post, as the course's scripts."),
]
BatchSize = Annotated[
    int, typer.Option(min=1, max=10_000, help="Records a request; a stream takes 500 at the most.")
]
InFlight = Annotated[
    int,
    typer.Option(
        min=1,
        max=64,
        help="Requests at the same time, of each feed. They start in order and may land out of order; "
        "with 1 (and one record a request) a feed's records land strictly in order.",
    ),
]
Patience = Annotated[
    float, typer.Option(min=1, help="Seconds to wait for a server that is away, before giving up.")
]
Resume = Annotated[str | None, typer.Option(metavar="RUN", help="Go on with a run that stopped.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")]
