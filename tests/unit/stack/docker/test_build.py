"""What is told of images while they are made."""

from __future__ import annotations

from corkboard.stack.docker.build import reason, steps

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
FAILED = """\
#7 0.522 cat: /nowhere: No such file or directory
#7 ERROR: process "/bin/sh -c cat /nowhere" did not complete successfully: exit code: 1
#8 [seed 2/2] RUN sleep 1
#8 CANCELED
------
 > [proxy 2/2] RUN cat /nowhere:
0.519 what was before
0.522 cat: /nowhere: No such file or directory
------
Dockerfile:2
--------------------
   2 | >>> RUN cat /nowhere
--------------------
target proxy: failed to solve: process "/bin/sh -c cat /nowhere" did not complete successfully: exit code: 1
"""


def test_steps_that_took_time_are_told_with_their_image():
    """What was cached or quick would only fill the screen."""
    assert list(steps(SAID.splitlines())) == [
        ("seed", "image, step 2/3 took 62 s"),
        ("kafka", "image, step 3/5 took 1 s"),
    ]


def test_the_reason_is_the_step_that_failed_and_what_it_said():
    """Docker repeats it behind all else; without that, its last lines are all there is."""
    assert reason(FAILED.splitlines()) == (
        "[proxy 2/2] RUN cat /nowhere:\n0.519 what was before\n0.522 cat: /nowhere: No such file or directory"
    )
    assert reason(["target proxy: failed to solve: no such base"]) == (
        "target proxy: failed to solve: no such base"
    )
