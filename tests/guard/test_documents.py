"""What a reader follows and what a reader reads first."""

from __future__ import annotations

import re

import pytest
from tree import ROOT, texts

LINK = re.compile(r"\]\((?!https?://)(?P<file>[^)#\s]*)(?:#(?P<heading>[^)\s]*))?\)")
DOCUMENTS = sorted(name for name in texts() if name.endswith(".md"))
FIRST_PAGE_LINES = 150
FIRST_COMMAND_BY = 25


def headings(text: str) -> set[str]:
    """Return a document's headings as a link names them."""
    lines = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", line.lower()).replace(" ", "-") for line in lines}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_link_leads_to_a_file_and_a_heading(name):
    """Of ours; what is on the web is not looked at."""
    for link in LINK.finditer(texts()[name]):
        target = (ROOT / name).parent / link["file"] if link["file"] else ROOT / name

        assert target.exists(), link[0]
        if link["heading"]:
            assert link["heading"] in headings(target.read_text()), link[0]


def test_the_first_page_is_short_and_begins_with_a_command():
    """The house's rule: 150 lines, and something to type by line 25."""
    lines = texts()["README.md"].splitlines()

    assert len(lines) <= FIRST_PAGE_LINES
    assert any(line.startswith("make ") for line in lines[:FIRST_COMMAND_BY])
