"""``corkboard client``: the EC2 client machine, with Kafka's own command-line tools."""

from __future__ import annotations

import socket
import subprocess
from typing import TYPE_CHECKING

import typer

from corkboard.errors import NO_ANSWER, PreflightError, SettingsError, UnavailableError, UsageError
from corkboard.sections import RestSettings, known
from corkboard.settings import child_environment
from corkboard.stack.parts import IAM_SET, Parts

if TYPE_CHECKING:
    from corkboard.settings import Settings

BOOTSTRAP, BOOTSTRAP_INSIDE = "--bootstrap-server", "kafka:9092"
CONFIGS = ("--command-config", "--producer.config", "--consumer.config")
CONNECT_TIMEOUT_S = 3
NO_TOOLS = "Kafka is private there, and the EC2 client has no tools of Kafka's"
TOPICS_THERE = "its REST proxy lists topics: 'corkboard aws shell', then curl"
TOOLS = {
    "kafka-topics": ("org.apache.kafka.tools.TopicCommand", "--command-config"),
    "kafka-console-producer": ("org.apache.kafka.tools.ConsoleProducer", "--command-config"),
    "kafka-console-consumer": ("org.apache.kafka.tools.consumer.ConsoleConsumer", "--command-config"),
    "kafka-consumer-groups": (
        "org.apache.kafka.tools.consumer.group.ConsumerGroupCommand",
        "--command-config",
    ),
    "kafka-configs": ("kafka.admin.ConfigCommand", "--command-config"),
    "kafka-get-offsets": ("org.apache.kafka.tools.GetOffsetShell", "--command-config"),
    "kafka-acls": ("org.apache.kafka.tools.AclCommand", "--command-config"),
    "kafka-delete-records": ("org.apache.kafka.tools.DeleteRecordsCommand", "--command-config"),
}


def client(context: typer.Context) -> None:
    """Run one of Kafka's tools as on the EC2 client machine.

    For example: corkboard client kafka-topics --list. The name may end in .sh. The stack's bootstrap
    servers and client.properties are given to it unless you name others.
    """
    words = context.args[1:] if context.args[:1] == ["--"] else context.args
    if not words or words[0] in ("-h", "--help"):
        typer.echo(f"corkboard client TOOL [OPTIONS]\n\ntools: {', '.join(TOOLS)}")
        raise typer.Exit(0 if words else 2)
    settings = context.obj.stack_settings()
    if settings.machine:
        raise PreflightError(NO_TOOLS, hint=f"{TOPICS_THERE} {RestSettings().url}/topics")
    if settings.stack.engine == "docker":
        raise typer.Exit(_run_inside(settings, words[0], words[1:]))
    command = command_of(settings, words[0], words[1:])
    if not _names(words, BOOTSTRAP):
        _require_broker(known("kafka.bootstrap_servers", settings.kafka.bootstrap_servers))
    environment = {**child_environment(settings), **_signing(settings)}
    raise typer.Exit(subprocess.run(command, env=environment, check=False).returncode)


def _run_inside(settings: Settings, tool: str, arguments: list[str]) -> int:
    """Run a tool in the container that plays the client machine, and return its exit code."""
    from corkboard.stack.docker.project import exec_command

    name, (_, config_option) = _tool(tool)
    extra = [] if _names(arguments, BOOTSTRAP) else [BOOTSTRAP, BOOTSTRAP_INSIDE]
    extra += [] if _names(arguments, *CONFIGS) else [config_option, "client.properties"]
    command, environment = exec_command(settings, "client", [f"{name}.sh", *arguments, *extra])
    return subprocess.run(command, env=environment, check=False).returncode


def _tool(tool: str) -> tuple[str, tuple[str, str]]:
    """Return a tool's name, its Java class and its option for ``client.properties``."""
    name = tool.rsplit("/", 1)[-1].removesuffix(".sh")
    if name not in TOOLS:
        raise UsageError(f"there is no tool {tool}", hint=f"known: {', '.join(TOOLS)}")
    return name, TOOLS[name]


def _require_broker(servers: str) -> None:
    """Raise ``UnavailableError`` when nobody listens: Kafka's tools would go on asking for a minute."""
    host, _, port = servers.split(",", maxsplit=1)[0].rpartition(":")
    if not (host and port.isdecimal()):
        raise SettingsError(f"kafka.bootstrap_servers is {servers!r}", hint="write HOST:PORT[,HOST:PORT…]")
    try:
        socket.create_connection((host, int(port)), CONNECT_TIMEOUT_S).close()
    except OSError as error:
        raise UnavailableError(
            f"kafka at {servers} does not answer: {error}",
            service="kafka",
            hint=NO_ANSWER,
        ) from error


def command_of(settings: Settings, tool: str, arguments: list[str]) -> list[str]:
    """Return the Java command that runs a tool with the stack's ``client.properties``."""
    _, (main, config_option) = _tool(tool)
    properties = settings.state_dir / "conf" / "client.properties"
    properties.parent.mkdir(parents=True, exist_ok=True)
    properties.write_text("".join(f"{key}={value}\n" for key, value in settings.kafka.java_conf().items()))
    extra = [] if _names(arguments, BOOTSTRAP) else [BOOTSTRAP, settings.kafka.bootstrap_servers]
    extra += [] if _names(arguments, *CONFIGS) else [config_option, str(properties)]
    return [*_java(settings), main, *arguments, *extra]


def _java(settings: Settings) -> list[str]:
    """Return the start of a Java command with Kafka's jars, or say what is missing."""
    parts = Parts(settings.cache)
    sets = [parts.jar_set(name) for name in ("kafka", *([IAM_SET] if settings.kafka.has_iam else []))]
    if any(jars.missing() for jars in sets):
        option = f" --with {IAM_SET}" if settings.kafka.has_iam else ""
        raise PreflightError("parts are missing: Kafka's jars", hint=f"run 'corkboard setup{option}'")
    java = (settings.java_home or parts.java_home()) / "bin" / "java"
    options = ["-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dlog4j2.level=WARN"]
    options += settings.kafka.java_options()
    return [str(java), *options, "-cp", ":".join(jars.class_path() for jars in sets)]


def _signing(settings: Settings) -> dict[str, str]:
    """Return the variables with which Java signs in, where Kafka asks for that."""
    if not settings.kafka.has_iam:
        return {}
    from corkboard.kafka import signing

    return signing.key_environment(settings)


def _names(arguments: list[str], *options: str) -> bool:
    """Say whether one of the options is among the arguments, as ``--option value`` or ``--option=value``."""
    return any(argument.split("=", 1)[0] in options for argument in arguments)
