"""What is told of images while they are made."""

from __future__ import annotations

from corkboard.stack.docker.build import steps

SAID = """\
#7 [seed internal] load build definition from Dockerfile
#7 DONE 2.0s
#12 [seed packages 2/3] RUN --mount=type=cache pip install -q
#13 [proxy python 2/3] RUN command -v python3
#13 CACHED
#12 1.204 a line of the step
#12 DONE 61.7s
#14 [client stage-1 4/12] COPY requirements/client.txt /requirements/
#14 DONE 0.1s
#15 [kafka 3/5] COPY --from=jars /opt/java /opt/java
#15 DONE 1.0s
"""


def test_steps_that_took_time_are_told_with_their_image():
    """What was cached or quick would only fill the screen."""
    assert list(steps(SAID.splitlines())) == [
        ("seed", "image, step 2/3 took 62 s"),
        ("kafka", "image, step 3/5 took 1 s"),
    ]
