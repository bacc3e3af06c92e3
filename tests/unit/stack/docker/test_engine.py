"""What ``up`` leaves and says when Docker fails; the docker command here is a script."""

from __future__ import annotations

import pytest

from corkboard.cli.engines import engine_of
from corkboard.cli.globals import Globals
from corkboard.errors import CorkboardError, PreflightError
from corkboard.stack import outputs
from corkboard.stack.docker.engine import DockerEngine

DOCKER = """\
#!/bin/sh
echo "$*" >> "$0.asked"
case "$*" in
  *" config --services"*) echo kafka ;;
  *" config --images"*) echo corkboard/kafka:4.3.1 ;;
  "images --quiet"*) cat "$0.images" ;;
  *" build "*) printf -- '------\\n > [kafka 3/5] RUN make:\\n0.2 no rule\\n------\\nDockerfile:4\\n'; exit 1 ;;
  *" up "*) echo "the daemon has no memory left"; exit 1 ;;
esac
"""


@pytest.fixture
def docker(tmp_path, monkeypatch):
    """A docker command that can neither make an image nor start a container, and has every image."""
    script = tmp_path / "bin" / "docker"
    script.parent.mkdir()
    script.write_text(DOCKER)
    script.chmod(0o755)
    script.with_name("docker.images").write_text("0123\n")
    monkeypatch.setenv("PATH", str(script.parent), prepend=":")
    return script


def asked(docker):
    """What the command was asked for."""
    return docker.with_name("docker.asked").read_text()


def up(tmp_path, **options):
    """Bring a stack up, and return what it failed with."""
    with pytest.raises(CorkboardError) as failed:
        engine_of(Globals(home=tmp_path, name="mine", engine="docker", **options)).up(
            only=(), timeout_s=5, report=lambda *_: None
        )
    return failed.value


def test_an_image_that_is_not_made_is_the_end_although_an_older_one_is_there(tmp_path, docker):
    """With the step that failed, what it said last, and the way to the older one."""
    error = up(tmp_path)

    assert error.message == "an image cannot be made\n[kafka 3/5] RUN make:\n0.2 no rule"
    assert "corkboard up --no-build" in error.hint
    assert " up " not in asked(docker)


def test_who_wants_the_images_that_are_here_has_none_made(tmp_path, docker):
    """One that is absent is named."""
    error = up(tmp_path, no_build=True)
    docker.with_name("docker.images").write_text("")
    absent = up(tmp_path, no_build=True)

    assert "the daemon has no memory left" in error.message
    assert " build " not in asked(docker)
    assert isinstance(absent, PreflightError)
    assert "corkboard/kafka:4.3.1" in absent.message


@pytest.mark.usefixtures("docker")
def test_a_first_up_that_fails_leaves_a_stack_of_this_engine(tmp_path):
    """The next one need not name it."""
    up(tmp_path)
    again = engine_of(Globals(home=tmp_path, name="mine"), is_mending=True)

    assert isinstance(again, DockerEngine)
    assert outputs.engine(again.settings) == "docker"
