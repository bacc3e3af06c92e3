"""``python -m corkboard_proxy``: the gateway and the REST proxy until SIGTERM."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer
import uvloop
from pydantic import SecretStr

from corkboard import logs, program
from corkboard.errors import SettingsError
from corkboard.settings import load, reveal
from corkboard_proxy.application import Api, Application, read_definition
from corkboard_proxy.gateway.errors import refusal as gateway_refusal
from corkboard_proxy.msk.app import MskApp
from corkboard_proxy.msk.errors import refusal as msk_refusal
from corkboard_proxy.options import options_from, stage_variables_from
from corkboard_proxy.properties import parse_properties
from corkboard_proxy.protocol import LimitedConfig
from corkboard_proxy.rest.errors import refusal as rest_refusal
from corkboard_proxy.server import LOOPBACK, allow_open_files, listen, serve

if TYPE_CHECKING:
    from corkboard.settings import Settings
    from corkboard_proxy.options import ProxyOptions

OWN_DEFINITION = Path(__file__).with_name("api.yaml")
app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def run(
    config: Annotated[Path | None, typer.Option(help="Confluent's kafka-rest.properties.")] = None,
    definition: Annotated[
        Path | None, typer.Option(help="An API definition (OpenAPI 3 with integrations) instead of our own.")
    ] = None,
    stage: Annotated[str | None, typer.Option(help="The stage's name, the first part of every path.")] = None,
    stage_variable: Annotated[
        list[str] | None, typer.Option(metavar="NAME=VALUE", help="A stage variable; may be repeated.")
    ] = None,
    api_key: Annotated[
        list[str] | None,
        typer.Option(
            metavar="env:NAME|file:PATH",
            help="Where a value of x-api-key is; the value itself would be seen by others. May be repeated.",
        ),
    ] = None,
    host: Annotated[
        str,
        typer.Option(
            help="Where both ports listen: 0.0.0.0 in a container, whose published ports say who calls."
        ),
    ] = LOOPBACK,
    *,
    msk: Annotated[bool, typer.Option("--msk", help="Serve MSK's APIs too, at connect.msk_url.")] = False,
) -> None:
    """Serve API Gateway and the Kafka REST proxy on the ports of the settings."""
    settings = load({"gateway": {"stage": stage}} if stage else None)
    logs.configure(level=settings.log_level)
    options = options_from(settings, _read_properties(config))
    api = Api(
        read_definition(definition or OWN_DEFINITION),
        settings.gateway.stage,
        stage_variables_from(stage_variable or ()),
        frozenset(reveal(SecretStr(reference)) for reference in api_key or ()),
    )
    for key, fate in options.notes:
        logs.logger("proxy").warning("property.noted", key=key, fate=fate)
    for construct, fate in api.notes:
        logs.logger("proxy").warning("definition.noted", construct=construct, fate=fate)
    uvloop.run(_serve(settings, options, api, host, has_msk=msk))


def _read_properties(path: Path | None) -> dict[str, str]:
    if path is None:
        return {}
    try:
        return parse_properties(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} cannot be read: {error}") from error


async def _serve(settings: Settings, options: ProxyOptions, api: Api, host: str, *, has_msk: bool) -> None:
    limits = options.limits
    allow_open_files(2 * limits.connections)
    rest_socket = listen(options.rest_port, "the REST proxy", host)
    gateway_socket = listen(options.gateway_port, "the gateway", host)
    application = Application(settings, options, api)
    msk = MskApp(settings, limits)
    _collect_garbage_rarely()
    gateway_limits = LimitedConfig(application.gateway, limits=limits, refusal=gateway_refusal)
    ports = {
        "rest": (rest_socket, LimitedConfig(application.rest, limits=limits, refusal=rest_refusal)),
        "gateway": (gateway_socket, gateway_limits),
    }
    if has_msk:
        msk_socket = listen(urlsplit(settings.connect.msk_url).port or 80, "MSK's APIs")
        ports["msk"] = (msk_socket, LimitedConfig(msk, limits=limits, refusal=msk_refusal))
    try:
        await serve(
            ports,
            on_start=lambda: _announce(settings, options, host),
            on_last_moment=application.abandon,
            stop_timeout_s=limits.stop_timeout_s,
        )
    finally:
        await msk.close()
        await application.close()


def _collect_garbage_rarely() -> None:
    """Look for cycles after 50,000 new objects instead of 700: every record of a batch makes three."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def _announce(settings: Settings, options: ProxyOptions, host: str) -> None:
    logs.logger("proxy").info(
        "proxy.started",
        target=settings.target,
        gateway=f"http://{host}:{options.gateway_port}/{settings.gateway.stage}",
        rest=f"http://{host}:{options.rest_port}",
        aws=settings.aws.endpoint_url or f"AWS {settings.aws.region}",
        kafka=str(options.client_conf.get("bootstrap.servers", settings.kafka.bootstrap_servers)),
        host=options.host_name,
        largest_body=options.limits.body_bytes,
    )


if __name__ == "__main__":
    program.run(app)
