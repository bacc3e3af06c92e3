"""Options that several verbs of ``corkboard aws`` have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from corkboard_infra import profiles

ProfileName = Annotated[str, typer.Option("--profile", help=f"Which stacks: {', '.join(profiles.PROFILES)}.")]
Place = Annotated[
    str, typer.Option("--profile", help="emulator for the emulator of the stack here; any other is AWS.")
]
Clients = Annotated[
    str, typer.Option(help="Who may call the API, such as 203.0.113.7/32; nobody by default.")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Account = Annotated[
    str | None, typer.Option("--account", help="The account's number, for scripts; asked for otherwise.")
]
BuiltFiles = Annotated[
    Path | None,
    typer.Option("--files", help="What 'build' built; built now otherwise.", exists=True, file_okay=False),
]
PublicKey = Annotated[
    Path | None, typer.Option("--ssh-public-key", help="Come by SSH, with this key for a minute.")
]
Tunnel = Annotated[bool, typer.Option("--tunnel", hidden=True, help="Be the ProxyCommand of ssh.")]
