"""``requirements.txt`` beside what is installed."""

from __future__ import annotations

import pytest

from corkboard_airflow.requirements import differences

INSTALLED = {"apache-airflow": "2.11.2", "boto3": "1.44.5", "typing-extensions": "4.16.0"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# a comment\n\n",
        "--constraint constraints-3.11.txt\n",
        "boto3\n",
        "boto3>=1.40,<2  # pinned by hand\n",
        "Typing_Extensions==4.16.0",
        "apache-airflow[amazon]==2.11.2",
        "pywin32==1; sys_platform == 'win32'",
    ],
)
def test_what_is_satisfied_is_not_told(text):
    """Names, extras, markers, comments and options are pip's."""
    assert differences(text, INSTALLED) == ()


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("boto3==1.26.0", "boto3 1.44.5 is installed, ==1.26.0 is asked for"),
        ("snowflake", "snowflake is not installed"),
        ("not a requirement!", "'not a requirement!' cannot be read"),
    ],
)
def test_each_difference_is_told_with_both_sides(line, told):
    """The others are passed over."""
    assert differences(f"boto3\n{line}\n", INSTALLED) == (told,)
