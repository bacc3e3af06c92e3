"""``corkboard client``: the EC2 client machine, with Kafka's own command-line tools."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import typer

from corkboard.cli.engines import engine_of
from corkboard.errors import UsageError
from corkboard.settings import child_environment
from corkboard.stack.parts import Parts

if TYPE_CHECKING:
    from corkboard.settings import Settings

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
    words = [word for word in context.args if word != "--"]
    if not words or words[0] in ("-h", "--help"):
        typer.echo(f"corkboard client TOOL [OPTIONS]\n\ntools: {', '.join(TOOLS)}")
        raise typer.Exit(0 if words else 2)
    engine = engine_of(context.obj)
    command = command_of(engine.settings, words[0], words[1:])
    raise typer.Exit(subprocess.run(command, env=child_environment(engine.settings), check=False).returncode)


def command_of(settings: Settings, tool: str, arguments: list[str]) -> list[str]:
    """Return the Java command that runs a tool with the stack's ``client.properties``."""
    name = tool.rsplit("/", 1)[-1].removesuffix(".sh")
    if name not in TOOLS:
        raise UsageError(f"there is no tool {tool}", hint=f"known: {', '.join(TOOLS)}")
    main, config_option = TOOLS[name]
    properties = settings.state_dir / "conf" / "client.properties"
    properties.parent.mkdir(parents=True, exist_ok=True)
    properties.write_text("".join(f"{key}={value}\n" for key, value in settings.kafka.java_conf().items()))
    parts = Parts(settings.cache)
    java = (settings.java_home or parts.java_home()) / "bin" / "java"
    extra = (
        [] if "--bootstrap-server" in arguments else ["--bootstrap-server", settings.kafka.bootstrap_servers]
    )
    extra += [] if _names_config(arguments) else [config_option, str(properties)]
    options = ["-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dlog4j2.level=WARN"]
    return [str(java), *options, "-cp", parts.jar_set("kafka").class_path(), main, *arguments, *extra]


def _names_config(arguments: list[str]) -> bool:
    names = ("--command-config", "--producer.config", "--consumer.config")
    return any(argument.startswith(names) for argument in arguments)
