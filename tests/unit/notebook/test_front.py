"""Runs in a worker of their own."""

from __future__ import annotations

import os
import signal
import threading

import pytest

from corkboard.errors import UsageError
from corkboard_databricks.notebook import tables
from corkboard_databricks.notebook.events import Begun, Failed, Text


def shown(record, notebook=0):
    """The outputs of a run by cell."""
    return {one.cell.number: one.outputs for one in record.notebooks[notebook].cells}


def said(record, cell, notebook=0):
    """The text that a cell wrote."""
    return "".join(one.text for one in shown(record, notebook)[cell] if isinstance(one, Text))


def test_cells_run_in_order_and_share_their_names(run):
    """Each has what it showed."""
    record = run(
        "import sys\nx = 2\nprint('one')\nprint('two', file=sys.stderr)", "# MAGIC %md prose", "x + 1"
    )

    assert record.outcome == "succeeded"
    assert [one.state for one in record.notebooks[0].cells] == ["done", "not run", "done"]
    assert shown(record)[1] == [Text("stdout", "one\n"), Text("stderr", "two\n")]
    assert shown(record)[3][0].data == {"text/plain": "3"}
    assert shown(record)[3][0].is_result


def test_a_cell_that_fails_ends_the_run_with_the_users_own_traceback(run):
    """Its number and line, and nothing of ours."""
    record = run("def f(x):\n    return 1 / x", "f(0)", "print('never')")
    failed = shown(record)[2][-1]

    assert (record.outcome, failed.name, failed.message) == (
        "failed",
        "ZeroDivisionError",
        "division by zero",
    )
    assert 'File "<cell 2>", line 1, in <module>' in failed.traceback[1]
    assert any("return 1 / x" in line for line in failed.traceback)
    assert not any("corkboard_databricks" in line for line in failed.traceback)
    assert record.notebooks[0].failed.cell.number == 2
    assert shown(record)[3] == []


@pytest.mark.parametrize(
    ("cell", "outcome", "words"),
    [
        ("import os; os._exit(3)", "died", "cell 1: its process ended itself with exit code 3"),
        ("import os; os.kill(os.getpid(), 9)", "died", "cell 1: its process was killed by SIGKILL"),
        ("import sys; print('x'); sys.exit(2)", "failed", ""),
        ("import ctypes; ctypes.string_at(0)", "died", "cell 1: its process was killed by SIGSEGV"),
    ],
)
def test_a_notebook_that_ends_its_process_ends_with_a_reason(run, cell, outcome, words):
    """The cell that did it is named."""
    record = run(cell, "print('never')")

    assert (record.outcome, record.notebooks[0].failed.cell.number) == (outcome, 1)
    assert record.reason.startswith(words)
    assert isinstance(shown(record)[1][-1], Failed)


def test_what_was_written_before_a_process_died_is_there(run):
    """It says most about why; what a program writes past Python as well."""
    record = run("import os\nprint('said')\nos.write(2, b'last words\\n')\nos._exit(1)")

    assert "said\n" in said(record, 1)
    assert "last words\n" in said(record, 1)
    assert record.reason.endswith("last words")


def test_an_exit_ends_a_notebook_with_success(run):
    """Also in the middle of what catches errors."""
    record = run("try:\n    dbutils.notebook.exit('all done')\nexcept Exception:\n    pass", "print('never')")

    assert (record.outcome, record.notebooks[0].exit_value) == ("succeeded", "all done")
    assert [one.state for one in record.notebooks[0].cells] == ["exited", "not run"]


def test_a_run_of_another_notebook_shares_names_and_is_named_in_errors(run, write):
    """Classes defined there use the dbutils that is here."""
    write(
        "lib/setup.py",
        "class Asks:\n    def day(self):\n        return dbutils.widgets.get('day')",
        "def fail():\n    raise KeyError('x')",
    )
    record = run('# MAGIC %run ./lib/setup $day="today"', "print(Asks().day())", "fail()")

    assert said(record, 2) == "today\n"
    assert any('"<cell 2 of setup>", line 2' in line for line in shown(record)[3][-1].traceback)


def test_a_notebook_that_runs_itself_is_stopped(run):
    """Not by the end of the memory."""
    record = run("# MAGIC %run ./main")

    assert record.outcome == "failed"
    assert "notebooks run one another" in shown(record)[1][-1].message


def test_another_notebook_can_be_run_apart(run, write):
    """It has its own names, its widgets, and what it ends with is returned; its failure is an error."""
    write("child.py", "x = 'child'\nprint('in', dbutils.widgets.get('n'))", "dbutils.notebook.exit(x)")
    write("bad.py", "1 / 0")
    record = run(
        "x = 'parent'\nprint(dbutils.notebook.run('./child', 60, {'n': 5}), x)",
        "try:\n    dbutils.notebook.run('bad')\nexcept Exception as e:\n    print(type(e).__name__, e)",
    )

    assert said(record, 1) == "in 5\nchild parent\n"
    assert said(record, 2) == "WorkflowException FAILED: bad: ZeroDivisionError: division by zero\n"


def test_another_notebook_that_takes_too_long_is_ended(run, write):
    """And what it would have done next is not done."""
    write("slow.py", "import time\nfor _ in range(600):\n    time.sleep(0.05)\nprint('never')")
    record = run("dbutils.notebook.run('./slow', 0.3)")

    assert "Timed out after 0.3 s" in shown(record)[1][-1].message
    assert "never" not in said(record, 1)


def test_a_cell_that_never_ends_is_ended_when_its_time_is_over(run):
    """And says where it was."""
    record = run("x = 1", "import time\nwhile True:\n    time.sleep(0.01)", cell_s=1.5)

    assert (record.outcome, record.reason) == ("timed out", "cell 2 had not ended after 1.5 s")
    assert any("time.sleep(0.01)" in line for line in shown(record)[2][-1].traceback)


def test_ctrl_c_cancels_the_cell_that_runs(run):
    """What it had written is there, what is behind it is not run."""

    def watch(event, record):
        if isinstance(event, Text):
            threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGINT)).start()

    record = run("import time\nprint('begun')\ntime.sleep(600)", "print('never')", watch=watch)

    assert (record.outcome, said(record, 1), shown(record)[2]) == ("cancelled", "begun\n", [])


def test_a_cell_in_another_language_is_refused_before_anything_runs(run):
    """By name and number."""
    events = []

    with pytest.raises(UsageError, match=r"main\.py: cell 2 is in scala; main\.py: cell 3 is in r"):
        run(
            "print('x')",
            "# MAGIC %scala\n# MAGIC val x = 1",
            "# MAGIC %r\n# MAGIC x",
            watch=lambda *told: events.append(told),
        )

    assert events == []


def test_a_cell_that_writes_without_end_fills_nothing(run):
    """The beginning and the end of it are shown, past Python too."""
    record = run(
        "for i in range(3000):\n    print('x' * 10000)\nprint('end')",
        "import subprocess\n_ = subprocess.run(['head', '-c', '20000000', '/dev/zero'])",
    )

    assert record.outcome == "succeeded"
    assert len(said(record, 1)) < 400_000
    assert said(record, 1).endswith("end\n")
    assert len(said(record, 2)) < 400_000


def test_programs_of_a_cell_are_heard_in_order(run):
    """``%sh``, a line with ``!``, and Python around it; ``%sh -e`` fails with them."""
    record = run(
        "# MAGIC %sh\n# MAGIC echo one; exit 3",
        "print('a')\n!echo b\nprint('c')\nfound = !echo d\nfound",
        "# MAGIC %sh -e\n# MAGIC false",
    )

    assert (said(record, 1), said(record, 2)) == ("one\n", "a\nb\nc\n")
    assert shown(record)[2][-1].data["text/plain"] == "['d']"
    assert shown(record)[3][-1].name == "CalledProcessError"


def test_figures_lists_and_html_are_shown(run):
    """A figure is shown by its cell's end, or when it is asked for; its parts are not shown besides."""
    record = run(
        "import matplotlib.pyplot as plt\nplt.plot([1, 2])",
        "fig, ax = plt.subplots()\ndisplay(fig)\nplt.close(fig)",
        "display([{'a': 1}])\ndisplayHTML('<b>x</b>')\ndisplay('text')",
    )
    kinds = [[sorted(one.data) for one in outputs] for outputs in shown(record).values()]

    assert kinds == [[["image/png", "text/plain"]]] * 2 + [[[tables.MIME], ["text/html"], ["text/plain"]]]


def test_shared_notebooks_see_one_anothers_variables_and_others_do_not(run, write):
    """A run stops where one fails."""
    paths = [write("a.py", "x = 1"), write("b.py", "print(x)"), write("c.py", "print('c')")]
    shared, apart = run(paths=paths, is_shared=True), run(paths=paths)

    assert (shared.outcome, said(shared, 1, 1), said(shared, 1, 2)) == ("succeeded", "1\n", "c\n")
    assert (apart.outcome, shown(apart, 1)[1][-1].name, shown(apart, 2)[1]) == ("failed", "NameError", [])


def test_a_secret_is_never_shown(run, tmp_path):
    """Printed, displayed, or in an error."""
    (tmp_path / "secrets" / "aws").mkdir(parents=True)
    (tmp_path / "secrets" / "aws" / "key").write_text("se/cr+et")
    record = run(
        "s = dbutils.secrets.get('aws', 'key')\nprint(s)\ndisplay([{'k': s}])\nlen(s)", "raise ValueError(s)"
    )

    assert said(record, 1) == "[REDACTED]\n"
    assert shown(record)[1][1].data[tables.MIME]["rows"] == [["[REDACTED]"]]
    assert shown(record)[2][-1].message == "[REDACTED]"
    assert "se/cr+et" not in "".join(shown(record)[2][-1].traceback)


def test_a_magic_that_is_not_there_says_so(run):
    """As IPython does."""
    record = run("%nonsense 3")

    assert "`%nonsense` not found" in shown(record)[1][-1].message


def test_events_come_while_a_cell_runs(run):
    """Nobody waits for the end of a long cell to see its beginning."""
    seen = []

    def watch(event, record):
        if isinstance(event, (Begun, Text)):
            seen.append((type(event).__name__, record.current.state))

    run("import time\nprint('now')\ntime.sleep(0.2)", watch=watch)

    assert seen == [("Begun", "running"), ("Text", "running")]
