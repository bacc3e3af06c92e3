"""Progress on standard error."""

from __future__ import annotations

import contextlib
import io

from corkboard import catalogue, logs
from corkboard.ledger import Entry
from corkboard_emulator.progress import Progress
from corkboard_emulator.screen import Screen


def test_without_a_terminal_progress_is_a_plain_line(capsys):
    """On standard error, because standard output is the summary's."""
    progress = Progress(Entry(feed.name, 0, "00", "acked", 1.5, post=0) for feed in catalogue.FEEDS)

    with Screen({"batch": progress}, 1500) as screen:
        screen.show()

    shown = capsys.readouterr()
    assert shown.err == "1 of 1,500 posts, 3 records acknowledged, 0 records/s\n"
    assert shown.out == ""


def test_an_endless_run_has_no_total(capsys):
    """Only what is done is known."""
    with Screen({"batch": Progress()}, None) as screen:
        screen.show()

    assert capsys.readouterr().err.startswith("0 posts, ")


def test_runs_side_by_side_have_a_line_each(capsys):
    """With the path's name."""
    with Screen({"batch": Progress(), "stream": Progress()}, 5) as screen:
        screen.show()

    lines = capsys.readouterr().err.splitlines()
    assert [line.partition(" of ")[0] for line in lines] == ["posting, batch: 0", "posting, stream: 0"]


def test_an_event_goes_where_standard_error_is_at_that_moment():
    """A progress bar replaces it while it is shown, and prints events above itself."""
    logs.configure(as_json=True)
    shown = io.StringIO()

    with contextlib.redirect_stderr(shown):
        logs.logger("test").info("something.happened", count=3)

    assert '"count": 3' in shown.getvalue()
