"""``python -m corkboard_connect``: builds the S3 sink where there is no JDK, and tests it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from corkboard import program
from corkboard_connect import build as builder
from corkboard_connect.toolchain import Toolchain

app = typer.Typer(help="Build and test the S3 sink's Java.", no_args_is_help=True, add_completion=False)

Java = Annotated[Path, typer.Option(help="The java program, 17 or newer.", exists=True, dir_okay=False)]
Compiler = Annotated[
    Path, typer.Option(help="Eclipse's batch compiler (ecj), one jar.", exists=True, dir_okay=False)
]
Junit = Annotated[Path, typer.Option(help="JUnit's console launcher, one jar.", exists=True, dir_okay=False)]
ClassPath = Annotated[list[Path], typer.Option(help="A jar or a folder of jars; repeat it.", exists=True)]
Out = Annotated[Path, typer.Option(help="The folder that gets the jar.", file_okay=False)]


@app.command()
def build(java: Java, compiler: Compiler, class_path: ClassPath, out: Out) -> None:
    """Compile the sink and print the path of its jar."""
    typer.echo(builder.build(Toolchain(java, compiler, tuple(class_path)), out))


@app.command()
def test(java: Java, compiler: Compiler, class_path: ClassPath, junit: Junit) -> None:
    """Compile and run the sink's JUnit tests and print their report."""
    typer.echo(builder.test(Toolchain(java, compiler, tuple(class_path)), junit))


if __name__ == "__main__":
    program.run(app)
