"""Source and prose as HTML: code in colours, Markdown rendered."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name

LEXERS = {"python": "python", "sql": "sql", "sh": "bash", "pip": "bash", "fs": "bash", "run": "bash"}
LONGEST_CODE = 200_000


class Code:
    """Colours code."""

    def __init__(self) -> None:
        self._formatter = HtmlFormatter(nowrap=True, classprefix="p-")

    def __call__(self, source: str, language: str) -> str:
        """Return a source as HTML."""
        lexer = get_lexer_by_name(LEXERS.get(language, "text"), stripnl=False)
        coloured = highlight(source.strip("\n")[:LONGEST_CODE], lexer, self._formatter)
        return f"<pre class=code>{coloured.rstrip()}</pre>"

    @staticmethod
    def style() -> str:
        """Return the colours, as variables of the page's own style."""
        groups = {
            "--c-word": (".p-k", ".p-kn", ".p-kc", ".p-kd", ".p-kr", ".p-ow", ".p-nb", ".p-kt"),
            "--c-text": (".p-s", ".p-s1", ".p-s2", ".p-sd", ".p-sa", ".p-si", ".p-se", ".p-sb"),
            "--c-note": (".p-c", ".p-c1", ".p-cm", ".p-ch"),
            "--c-number": (".p-m", ".p-mi", ".p-mf", ".p-il"),
            "--c-name": (".p-nf", ".p-nc", ".p-nd", ".p-fm"),
        }
        return "".join(f"{','.join(names)}{{color:var({variable})}}" for variable, names in groups.items())


def prose(text: str) -> str:
    """Return Markdown as HTML; HTML inside it is shown as text, and images of other sites are not fetched."""
    markdown = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable(["table", "strikethrough"])
    rendered = str(markdown.render(text))
    return re.sub(
        r'<img src="(?!data:)([^"]*)" alt="([^"]*)"[^>]*>', r"<span class=image>image: \2</span>", rendered
    )


code = Code()
