"""What judges on Windows and old compilers accept and g++ on Linux does not: repaired where that is certain.

Repaired in C++: `%I64d`, `__int64`, the i64 suffix, conio.h, windows.h, tchar.h and stdafx.h where nothing of theirs is
used, `_tmain`, `gets`, `scanf_s` and `printf_s` without buffer sizes, `void main`, and long doubles that are read or
printed as double. Named, not repaired: functions that only Windows has, stacks set by the linker, Python 2.
Not looked for: missing includes, a `long` of 32 bits, and whatever a run would show sooner than a look at the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from scaler.problems.lexing import bare, replace
from scaler.problems.long_double import read_as_long_double
from scaler.problems.record import Language

Repair = Callable[[str], tuple[str, str]]

_I64 = re.compile(r"%%|(%[-+ #0*]*\d*(?:\.(?:\*|\d+))?)I64(?=[diouxX])")
_INT64 = re.compile(r"(?<!\w)__?int64(?!\w)")
_INT64_GIVEN = re.compile(r"#\s*define\s+__?int64\b|\btypedef\b[^;]{0,99}\b__?int64\s*;|\busing\s+__?int64\b")
_I64_SUFFIX = re.compile(r"(?<![\w.])(\d+|0[xX][0-9a-fA-F]+?)(u?)i64(?!\w)", re.IGNORECASE)
_INCLUDE = re.compile(r"^([ \t]*#[ \t]*include[ \t]*)([<\"])([^>\"\n]*)[>\"]", re.MULTILINE)
_WINDOWS = re.compile(
    r"\b(?:Sleep|GetTickCount\w*|QueryPerformance\w*|U?LARGE_INTEGER|[DQ]?WORD|BYTE|BOOL|HANDLE|COORD|U?INT64|U?INT32"
    r"|U?LONGLONG|TRUE|FALSE|LPC?T?STR|SetConsole\w*|GetStdHandle|CreateThread|MessageBox\w*|WINAPI|ZeroMemory)\b"
)
_CONSOLE = re.compile(r"\b_?(?:getche?|kbhit|clrscr|gotoxy|putch|cputs|cprintf|textcolor)\s*\(")
_HEADERS = {  # spelled in any case on Windows; the pattern tells whether something of the header is used
    "windows.h": _WINDOWS,
    "conio.h": _CONSOLE,
    "stdafx.h": None,
    "tchar.h": re.compile(r"\b_T\s*\(|\b_?TEXT\s*\("),
}
_GETS = re.compile(r"(?<![\w.>:])(?:std::)?gets\s*\(")
_GETS_GIVEN = re.compile(r"\bgets\s*\([^()]*\)\s*\{|#\s*define\s+gets\b")
_GETS_CODE = """\
#include <cstdio>
static char *gets(char *s) {
  long n = 0;
  int c;
  while ((c = std::getchar()) != EOF && c != '\\n') s[n++] = (char)c;
  if (c == EOF && n == 0) return 0;
  s[n] = 0;
  return s;
}
"""
_SCANF_S = re.compile(r"\bscanf_s\s*\(\s*(\"(?:\\.|[^\"\\\n])*\")?")
_SIZED = re.compile(r"%\d*l?[sSc\[]")
_ONLY_WINDOWS = re.compile(
    r"(?<![\w.>:])(_?(?:itoa|strrev|strupr|strlwr|ultoa|i64toa|getche?|kbhit)|Sleep"
    r"|(?:sscanf|fscanf|gets|strcpy|strcat|fopen|freopen)_s)\s*\("
)
_DEFINED = r"[\w*&>]\s+[*&]?\s*{0}\s*\([^()]*\)\s*\{{|#\s*define\s+{0}\b|(?<![\w.]){0}\s*=(?!=)"
_STACK = re.compile(r"^[ \t]*#[ \t]*pragma[ \t]+comment[ \t]*\([ \t]*linker", re.MULTILINE)

_PRINT = re.compile(
    r"^(?:[^\n]*[:;])?[ \t]*print(?:[ \t]+(?![=(.,:)\[]|in\b|if\b|for\b)\S|[ \t]*(?:>>|[\"'`]))|^[ \t]*print[ \t]*$",
    re.MULTILINE,
)
_PYTHON_2 = (
    (_PRINT, "a print statement"),
    (re.compile(r"(?<![\w.])raw_input\s*\("), "raw_input"),
    (re.compile(r"(?<![\w.])xrange\s*\("), "xrange"),
    (re.compile(r"\.(?:has_key|iteritems|itervalues|iterkeys)\s*\("), "a dictionary method of Python 2"),
    (re.compile(r"^[ \t]*except[ \t]+\w[\w.]*[ \t]*,[ \t]*\w+[ \t]*:", re.MULTILINE), "an except clause of Python 2"),
)
_GIVEN = r"(?<![\w.]){0}\s*=(?!=)|\bdef\s+{0}\b|\bas\s+{0}\b"


def portable(language: Language, code: str) -> tuple[str, tuple[str, ...]]:
    """The program as Linux takes it, and a note on each thing repaired or named. A portable program is unchanged."""
    if language == "python":
        return code, _python_2(code)
    notes: list[str] = []
    for sign, repair in _REPAIRS:
        if sign.search(code):
            code, note = repair(code)
            notes += [note] if note else []
    return code, (*notes, *(_named(code) if _NAMED.search(code) else ()))


def _i64(code: str) -> tuple[str, str]:
    repaired = replace("cpp", code, "string", lambda s: _I64.sub(lambda f: f"{f[1]}ll" if f[1] else f[0], s))
    return repaired, "%I64d read as %lld" if repaired != code else ""


def _int64(code: str) -> tuple[str, str]:
    if _INT64_GIVEN.search(bare("cpp", code)):
        return code, ""
    repaired = replace("cpp", code, "code", lambda s: _INT64.sub("long long", s))
    return repaired, "__int64 read as long long" if repaired != code else ""


def _suffix(code: str) -> tuple[str, str]:
    repaired = replace("cpp", code, "code", lambda s: _I64_SUFFIX.sub(r"\1\2LL", s))
    return repaired, "the suffix i64 read as LL" if repaired != code else ""


def _tmain(code: str) -> tuple[str, str]:
    def change(text: str) -> str:
        return re.sub(r"\b_TCHAR\b", "char", re.sub(r"\b_tmain\b", "main", text))

    repaired = replace("cpp", code, "code", change)
    return repaired, "_tmain read as main" if repaired != code else ""


def _headers(code: str) -> tuple[str, str]:
    """Headers that only Windows has go, unless something of theirs is used: then the note says what."""
    seen = bare("cpp", code)
    gone: list[str] = []

    def change(found: re.Match[str]) -> str:
        name = found[3].strip().lower()
        if seen[found.start(2) - len(found[1]) : found.start(2)] != found[1] or name not in _HEADERS:
            return found[0]  # in a comment or a string, or a header that is here
        needed = _HEADERS[name]
        if needed is not None and needed.search(seen):
            return found[0]
        gone.append(name)
        return ""

    repaired = _INCLUDE.sub(change, code)
    return repaired, f"{', '.join(dict.fromkeys(gone))} left out" if gone else ""


def _gets(code: str) -> tuple[str, str]:
    seen = bare("cpp", code)
    if not _GETS.search(seen) or _GETS_GIVEN.search(seen):
        return code, ""
    called = replace("cpp", code, "code", lambda s: re.sub(r"\bstd::gets\b", "gets", s))
    return _GETS_CODE + called, "gets is defined in the program"


def _safe_calls(code: str) -> tuple[str, str]:
    """scanf_s takes a size after every buffer; without buffers, and printf_s always, it is the plain function."""
    seen = bare("cpp", code)
    calls = [call for call in _SCANF_S.finditer(code) if seen[call.start()] == "s"]
    if any(call[1] is None or _SIZED.search(call[1]) for call in calls):
        return code, ""
    repaired = replace("cpp", code, "code", lambda s: re.sub(r"\b(scanf|printf)_s\b", r"\1", s))
    return repaired, "scanf_s and printf_s read as scanf and printf"


def _void_main(code: str) -> tuple[str, str]:
    if re.search(r"\breturn\s*;", bare("cpp", code)):
        return code, ""  # somewhere a function returns nothing, and it may be main
    repaired = replace("cpp", code, "code", lambda s: re.sub(r"\bvoid(\s+main\s*\()", r"int\1", s))
    return repaired, "void main read as int main" if repaired != code else ""


# Each with a sign of what it repairs: without the sign, which is the rule, a program need not be cut into pieces.
_REPAIRS: tuple[tuple[re.Pattern[str], Repair], ...] = (
    (re.compile("I64"), _i64),
    (_INT64, _int64),
    (_I64_SUFFIX, _suffix),
    (re.compile(r"\b_(?:tmain|TCHAR)\b"), _tmain),
    (re.compile("|".join(map(re.escape, _HEADERS)), re.IGNORECASE), _headers),
    (_GETS, _gets),
    (re.compile(r"\b(?:scanf|printf)_s\b"), _safe_calls),
    (re.compile(r"\bvoid\s+main\b"), _void_main),
    (re.compile(r"\blong\s+double\b"), read_as_long_double),
)
_NAMED = re.compile(rf"{_ONLY_WINDOWS.pattern}|\bscanf_s\b|\blinker\b")


def _named(code: str) -> tuple[str, ...]:
    seen = bare("cpp", code)
    calls = dict.fromkeys(call[1] for call in _ONLY_WINDOWS.finditer(seen))
    missing = [name for name in calls if not re.search(_DEFINED.format(name), seen)]
    notes = [f"calls {', '.join(missing)}, which Linux has not"] if missing else []
    if re.search(r"\bscanf_s\b", seen):
        notes.append("calls scanf_s with buffer sizes, which Linux has not")
    if _STACK.search(seen):
        notes.append("asks the linker of Windows for its stack, which Linux ignores")
    return tuple(notes)


def _python_2(code: str) -> tuple[str, ...]:
    if not any(pattern.search(code) for pattern, _ in _PYTHON_2):
        return ()
    seen = bare("python", code)
    found = [sign for pattern, sign in _PYTHON_2 if pattern.search(seen)]
    signs = [sign for sign in found if not re.search(_GIVEN.format(sign), seen)]
    return (f"looks like Python 2: {', '.join(signs)}",) if signs else ()
