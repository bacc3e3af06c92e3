"""A notebook's container: what it is refused, and what comes back from it."""

from __future__ import annotations

import os
import stat

import pytest

from corkboard.errors import UsageError
from corkboard.stack.docker.notebooks import _bring, _require_readable


def test_what_was_written_goes_where_it_was_wanted(tmp_path):
    """A file, a folder of files; what was not written is not made up, and folders are made."""
    staged = tmp_path / "staged"
    for name in ("html/a.html", "ipynb/done/a.ipynb"):
        (staged / name).parent.mkdir(parents=True)
        (staged / name).write_text(name)
    wanted = tmp_path / "pages" / "b.html"

    _bring(
        {"html/a.html": wanted, "ipynb/done": tmp_path / "done", "html/c.html": tmp_path / "c.html"}, staged
    )

    assert wanted.read_text() == "html/a.html"
    assert (tmp_path / "done" / "a.ipynb").read_text() == "ipynb/done/a.ipynb"
    assert not (tmp_path / "c.html").exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="containers write as this user, who can read what is here")
def test_a_folder_that_only_root_may_enter_is_refused(tmp_path):
    """Containers are another user; the refusal says what opens it."""
    tmp_path.chmod(stat.S_IRWXU)
    with pytest.raises(UsageError) as refused:
        _require_readable(tmp_path)
    tmp_path.chmod(0o755)
    _require_readable(tmp_path)

    assert refused.value.hint == f"chmod o+rx {tmp_path}"
