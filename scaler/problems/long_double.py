"""Long doubles that are printed or read as double: right where both are the same type (MSVC), garbage on Linux.

Certain only for a call with a single conversion, of a variable that the program declares as long double and as
nothing else, or of an explicit cast to long double. Other calls, and elements of arrays, stay as they are.
"""

from __future__ import annotations

import re

from scaler.problems.lexing import bare

_LONG = r"long\s+double"
_ALIAS = re.compile(
    rf"\btypedef\s+{_LONG}\s+(\w+)\s*;|\busing\s+(\w+)\s*=\s*{_LONG}\s*;|#\s*define\s+(\w+)\s+{_LONG}[ \t]*$",
    re.MULTILINE,
)
_ONE = r"\w++(?:\s*+=[^;,()]*+)?"
_DECLARATION = re.compile(rf"\b([A-Za-z_]\w*)(?:\s++&?|&)\s*+(?=({_ONE}(?:\s*+,\s*+{_ONE})*)\s*+[;,)=({{])")
_NO_TYPES = {"return", "else", "case", "goto", "delete", "new", "throw", "typename", "define"}
_CALL = re.compile(
    r"\b(?P<function>printf|scanf)\s*\(\s*(?P<format>\"(?:\\.|[^\"\\\n])*\")\s*,\s*(?P<argument>[^;]{1,99}?)\s*\)\s*[;,]"
)
_CONVERSION = re.compile(r"%%|(%[-+ #0*]*\d*(?:\.\d+)?)(l?)([fFeEgGdiuxXscp\[L])")


def read_as_long_double(code: str) -> tuple[str, str]:
    """The program with `%lf` as `%Lf` where that is certain, and a note if anything changed."""
    seen = bare("cpp", code)
    aliases = [name for found in _ALIAS.finditer(seen) for name in found.groups() if name]
    certain = _certain({"long_double", *aliases}, re.sub(rf"\b{_LONG}\b", "long_double", seen))
    cast = re.compile(rf"\(\s*(?:{'|'.join([_LONG, *map(re.escape, aliases)])})\s*\)\s*\w+")

    def change(found: re.Match[str]) -> str:
        conversions = [c for c in _CONVERSION.finditer(found["format"]) if c[1]]
        if seen[found.start()] != code[found.start()] or len(conversions) != 1:
            return found[0]  # in a comment, or with several arguments
        (one,) = conversions
        argument = found["argument"]
        if found["function"] == "scanf":
            ours = argument.startswith("&") and argument[1:].strip() in certain
        else:
            ours = argument in certain or cast.fullmatch(argument) is not None
        if one[3] not in "fFeEgG" or not ours:
            return found[0]
        start = found.start("format") - found.start()
        return f"{found[0][: start + one.start()]}{one[1]}L{one[3]}{found[0][start + one.end() :]}"

    repaired = _CALL.sub(change, code)
    return repaired, "a long double printed or read as double: %lf read as %Lf" if repaired != code else ""


def _certain(types: set[str], seen: str) -> set[str]:
    """Names that are declared with these types and no others: `T a, b = 1;` declares a and b."""
    ours: set[str] = set()
    others: set[str] = set()
    for found in _DECLARATION.finditer(seen):
        names = {part.split("=")[0].strip() for part in found[2].split(",")}
        if found[1] in types:
            ours |= names
        elif found[1] not in _NO_TYPES:
            others |= names
    return ours - others
