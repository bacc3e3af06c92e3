"""Python cells."""

from __future__ import annotations

import inspect

import pytest

from corkboard_databricks.notebook.code import HOOK, Code, translate


@pytest.fixture
def code():
    """A notebook's names, with nothing in them but the hook, which returns what it is told."""
    return Code({HOOK: lambda *words, **options: (*words, options)})


@pytest.mark.parametrize(
    ("source", "value", "is_shown"),
    [
        ("1 + 1", 2, True),
        ("x = 1\nx", 1, True),
        ("x = 1", None, False),
        ("1 + 1;", 2, False),
        ("None", None, False),
        ("def f():\n    return 3\nf()", 3, True),
        ("import asyncio\nawait asyncio.sleep(0, 'slept')", "slept", True),
        ("# nothing", None, False),
    ],
)
def test_the_last_expression_is_shown(code, source, value, is_shown):
    """But for None, and behind a semicolon."""
    assert code.run(source, "<cell 1>") == (value, is_shown)


def test_names_persist_and_futures_too(code):
    """A later cell sees both."""
    code.run("from __future__ import annotations\nx = 1", "<cell 1>")

    assert code.run("def f(a: Unknown): return x\nf(0)", "<cell 2>")[0] == 1


def test_the_source_of_a_function_can_be_read(code):
    """As tracebacks and inspect do."""
    code.run("def f():\n    return 3\n", "<cell 7>")

    assert inspect.getsource(code.names["f"]) == "def f():\n    return 3\n"


@pytest.mark.parametrize(
    ("source", "translated"),
    [
        ("%pip install x", f"{HOOK}('%', 'pip install x')"),
        ("if a:\n    !ls", f"if a:\n    {HOOK}('!', 'ls')"),
        ("files = !ls", f"files = {HOOK}('!', 'ls', is_kept=True)"),
        ('s = """\n%no\n"""\n%who', f's = """\n%no\n"""\n{HOOK}(\'%\', \'who\')'),
    ],
)
def test_lines_that_begin_with_a_sign_become_calls(source, translated):
    """Inside a text they are text."""
    assert translate(source) == translated


def test_a_remainder_is_no_command(code):
    """What is Python stays Python."""
    assert code.run("a = 7\n(a\n% 4)", "<cell 1>")[0] == 3


def test_a_mistake_is_reported_as_it_was_written(code):
    """Not as it would be translated."""
    with pytest.raises(SyntaxError) as caught:
        code.run("%time x\nfor", "<cell 1>")

    assert "HOOK" not in str(caught.value)
    assert caught.value.text.startswith("%time")
