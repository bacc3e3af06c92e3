"""The text of an SQL cell."""

from __future__ import annotations

import pytest

from corkboard_databricks.notebook.statements import split, with_widgets


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("select 1", ["select 1"]),
        ("select 1; select 2;\n;", ["select 1", "select 2"]),
        ("select ';' as a, \";\", `;` -- ; not here\n from t; /* ; */ select 2", None),
        ("select 'it''s; fine', 'a\\';b'", ["select 'it''s; fine', 'a\\';b'"]),
        ("select /*+ broadcast(t) */ 1", ["select /*+ broadcast(t) */ 1"]),
        ("select 4 / 2, 3 - -1", ["select 4 / 2, 3 - -1"]),
        ("-- nothing", []),
    ],
)
def test_statements_end_at_semicolons_that_are_neither_text_nor_comment(text, found):
    """Hints stay, comments go."""
    if found is None:
        assert len(split(text)) == 2
        assert split(text)[1] == "select 2"
    else:
        assert split(text) == found


def test_widgets_are_named_with_braces_or_a_colon():
    """What is no widget, a cast, or inside a text is left alone; a value is a text, whatever it holds."""
    text = "select '${day}', :day, ':day', a::string, ${spark.x}, :other, m[1:2] from t"
    shown = with_widgets(text, {"day": "it's \\ 2", "string": "3"})

    assert shown == r"select 'it's \ 2', 'it\'s \\ 2', ':day', a::string, ${spark.x}, :other, m[1:2] from t"
