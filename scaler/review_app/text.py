"""Texts of others made ready for the page: code with highlighting, and characters that hide or reorder, written out."""

from __future__ import annotations

import unicodedata

from markupsafe import Markup, escape
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name

MAX_CHARACTERS = 100_000
LANGUAGES = {"py": "python", "cpp": "cpp", "j2": "jinja", "json": "json", "yaml": "yaml"}


def plain(text: str) -> str:
    """The text with invisible characters written out, such as `[U+202E]`: code that looks other than it is stands out.

    Texts beyond MAX_CHARACTERS are cut, which is said.
    """
    if len(text) > MAX_CHARACTERS:
        text = f"{text[:MAX_CHARACTERS]}\n[... {len(text) - MAX_CHARACTERS} more characters]"
    return "".join(f"[U+{ord(char):04X}]" if _is_hidden(char) else char for char in text)


def code(path: str, text: str) -> Markup:
    """The text of a file, highlighted by its suffix, as HTML with classes and no styles."""
    language = LANGUAGES.get(path.rpartition(".")[2])
    if language is None:
        return Markup(f'<pre class="code" tabindex="0">{escape(plain(text))}</pre>')
    html = highlight(plain(text), get_lexer_by_name(language), HtmlFormatter(nowrap=True))
    kind = "code prose" if path.endswith(".md.j2") else "code"
    return Markup(f'<pre class="{kind}" tabindex="0">{html}</pre>')


def _is_hidden(char: str) -> bool:
    return char not in "\n\t" and unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
