"""What is uploaded with the stacks: real jars, a real wheel, and a machine that installs them."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import zipfile
from importlib import resources

import pytest

from corkboard.errors import PreflightError
from corkboard.settings import load
from corkboard_infra import archive, files
from corkboard_infra.rules.reading import every

MACHINE = resources.files("corkboard_infra") / "machine"
TOLD = "b-1.example:9098,b-2.example:9098"


def test_the_same_files_are_the_same_bytes():
    """A zip's name in S3 changes only when its content does."""
    one, other = archive.pack({"b": b"2", "a": b"1"}), archive.pack({"a": b"1", "b": b"2"})

    assert one == other
    assert zipfile.ZipFile(io.BytesIO(one)).namelist() == ["a", "b"]


def test_the_plugin_is_one_folder_of_jars(tmp_path):
    """As MSK Connect unpacks it."""
    folder = tmp_path / "corkboard-s3-sink"
    folder.mkdir()
    for name in ("sink.jar", "s3.jar", "notes.txt"):
        (folder / name).write_bytes(name.encode())

    assert files.plugin(folder) == {
        "corkboard-s3-sink/s3.jar": b"s3.jar",
        "corkboard-s3-sink/sink.jar": b"sink.jar",
    }


def test_a_sink_that_was_never_compiled_names_the_next_step(tmp_path):
    """Nothing is deployed without it."""
    with pytest.raises(PreflightError, match="S3 sink") as refusal:
        files.plugin(tmp_path)

    assert "corkboard setup" in refusal.value.hint


def test_a_second_login_in_the_plugin_is_refused(tmp_path):
    """MSK Connect brings IAM's jar; another one beside it breaks the connector."""
    (tmp_path / "aws-msk-iam-auth-2.3.7.jar").write_bytes(b"")

    with pytest.raises(PreflightError, match="brings"):
        files.plugin(tmp_path)


def test_files_that_are_not_there_are_named(tmp_path):
    """``synth`` never deploys placeholders by accident."""
    with pytest.raises(PreflightError, match=files.PLUGIN) as refusal:
        files.Files.of(tmp_path)

    assert "aws build" in refusal.value.hint


def test_the_real_files_are_built(tmp_path, parts):
    """The compiled sink, and this project's wheel with all that its first boot needs."""
    del parts
    made = files.built(load({"target": "aws"}), tmp_path)
    jars = zipfile.ZipFile(made.plugin).namelist()
    inside = zipfile.ZipFile(made.proxy)
    wheel = next(name for name in inside.namelist() if name.endswith(".whl"))
    modules = zipfile.ZipFile(io.BytesIO(inside.read(wheel))).namelist()

    assert "corkboard-s3-sink/corkboard-s3-sink.jar" in jars
    assert {"install", "start", "verb", "corkboard-rest-proxy.service", "machine.txt"} <= set(
        inside.namelist()
    )
    assert "corkboard_proxy/__main__.py" in modules
    assert "corkboard_infra/prices.toml" in modules


@pytest.mark.parametrize(
    ("brokers", "code"), [(TOLD, 0), ("", 1), ("None", 1)], ids=["brokers", "nothing", "no listener"]
)
def test_the_machine_asks_for_the_brokers_and_becomes_the_proxy(tmp_path, brokers, code):
    """The script itself, with a double of the AWS CLI and of the environment's Python."""
    tools = tmp_path / "bin"
    tools.mkdir()
    (tools / "aws").write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/asked\nprintf "%s" "{brokers}"\n')
    (tools / "python").write_text('#!/bin/sh\necho "$CORKBOARD_KAFKA__BOOTSTRAP_SERVERS" "$@"\n')
    for tool in tools.iterdir():
        tool.chmod(0o755)
    script = tmp_path / "start"
    script.write_text((MACHINE / "start").read_text().replace("/opt/corkboard/venv/bin", str(tools)))
    environment = {"PATH": f"{tools}:{os.environ['PATH']}", "AWS_REGION": "eu-west-1", "CLUSTER_ARN": "arn:x"}
    done = subprocess.run(
        ["bash", str(script)], env=environment, capture_output=True, text=True, check=False, timeout=20
    )

    assert done.returncode == code
    assert "--cluster-arn arn:x" in (tmp_path / "asked").read_text()
    if code:
        assert "no listener with IAM" in done.stderr
    else:
        assert done.stdout.split() == [TOLD, "-m", "corkboard_proxy", "--host", "0.0.0.0"]  # noqa: S104


def test_a_verb_runs_as_a_user_of_its_own_with_what_it_was_told(tmp_path):
    """The machine's environment first, then what the other side says; the words stay words."""
    tools = tmp_path / "bin"
    tools.mkdir()
    (tools / "runuser").write_text('#!/bin/sh\necho "$1 $2"\nshift 3\nexec "$@"\n')
    (tools / "corkboard").write_text(
        '#!/bin/sh\necho "$CORKBOARD_PREFIX $CORKBOARD_TARGET $PWD"\nprintf "%s|" "$@"\n'
    )
    for tool in tools.iterdir():
        tool.chmod(0o755)
    (tmp_path / "environment").write_text("CORKBOARD_TARGET=aws\nCORKBOARD_PREFIX=machine\n")
    text = (MACHINE / "verb").read_text()
    for there, here in (
        ("/etc/corkboard", tmp_path),
        ("/var/lib/corkboard", tmp_path),
        ("/opt/corkboard/venv/bin", tools),
    ):
        text = text.replace(there, str(here))
    (tmp_path / "verb").write_text(text)
    command = ["bash", str(tmp_path / "verb"), "CORKBOARD_PREFIX=told", "corkboard", "post", "a b"]
    done = subprocess.run(
        command,
        env={"PATH": f"{tools}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=True,
        timeout=20,
    )

    assert done.stdout.splitlines() == ["-u corkboard", f"told aws {tmp_path}", "post|a b|"]


def test_the_unit_starts_what_the_first_boot_installs():
    """Paths are written in three files."""
    unit, install = (MACHINE / "corkboard-rest-proxy.service").read_text(), (MACHINE / "install").read_text()

    assert "ExecStart=/opt/corkboard/start" in unit
    assert "install -m 755 start verb /opt/corkboard/" in install
    assert "python3.11 -m venv /opt/corkboard/venv" in install
    assert "DynamicUser=yes" in unit


def test_airflows_requirements_are_held_to_its_version(committed):
    """MWAA wants a constraint; one of another version installs another Airflow."""
    version = next(every(committed("default"), "AWS::MWAA::Environment")).properties["AirflowVersion"]
    text = (resources.files("corkboard_infra") / "airflow" / "requirements.txt").read_text()

    assert re.search(rf'^--constraint ".*/constraints-{re.escape(version)}/', text, re.MULTILINE)


def test_without_the_cdk_the_plan_says_what_to_install():
    """One sentence, not a stack trace."""
    program = (
        "import sys; from importlib import util; found = util.find_spec\n"
        "util.find_spec = lambda name, *rest: None if name == 'aws_cdk' else found(name, *rest)\n"
        "from corkboard import program; from corkboard_infra.__main__ import app\n"
        "sys.argv[1:] = ['plan']; program.run(app)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=60
    )

    assert done.returncode == 3
    assert "the CDK is not installed here" in done.stderr
    assert "make aws" in done.stderr


def test_the_command_imports_neither_the_cdk_nor_aws_clients():
    """``cost`` needs nothing, and a quick verb is quick."""
    program = "import sys, corkboard_infra.__main__; print(*sorted({'aws_cdk', 'boto3', 'jsii'} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )

    assert done.stdout.strip() == ""
