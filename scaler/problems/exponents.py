"""Exponents that a conversion to plain text has flattened: `n ≤ 105` that meant 10^5, `109 + 7`, `10 - 6`, `≤ 263 - 1`.

Only certain cases are repaired. A text that still writes an exponent somewhere was not flattened and stays as it is.
Bounds of 100, 101 and 102 are never touched, nor are powers that only weak words such as "up to" surround, unless the
same text also holds a sure sign (a relation, a product, a prime). What can go wrong: a bound that really is 103 to 109
or 1010 to 1018, in a text without any written exponent.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_POWER = r"(?P<base>10)(?P<exponent>[3-9]|1[0-8])(?![\d.,]\d|\d|\s*=)"
_FACTOR = r"(?:\d{1,3}\s?[·×⋅]\s?)?"
_WRITTEN = re.compile(r"10\s*(?:\^|\*\*)|10[⁰¹²³⁴⁵⁶⁷⁸⁹]|\\cdot|\\le")
_LOWER_END = re.compile(r"(?<![\d.\-−–])(?<![-−–]\s)(\d{2,4})\s*[≤<]\s*[^≤<>=\n]{1,40}[≤<]$")

# Where a power of ten is sure: at the end of a relation, as a negative lower end, in a product, or in a known prime.
_SURE = (
    re.compile(rf"(?<=[≤<])(?P<lead>\s*[-−–]?\s?{_FACTOR}){_POWER}"),
    re.compile(rf"(?<![\w.])(?P<lead>[-−–]\s?{_FACTOR}){_POWER}(?=\s*[≤<])"),
    re.compile(rf"(?<![\w.·×⋅])(?P<lead>\d{{1,3}}\s?[·×⋅]\s?){_POWER}"),
    re.compile(r"(?<![\w.·×⋅])(?P<lead>)(?P<base>10)(?P<exponent>9)(?=\s?\+\s?[79]\b)"),
    re.compile(r"(?<![\w.·×⋅])(?P<lead>)(?P<base>10)(?P<exponent>18)(?=\s?\+\s?9\b)"),
    re.compile(r"(?<=[≤<])(?P<lead>\s*[-−–]?\s?)(?P<base>2)(?P<exponent>3[0-2]|6[0-4])(?=\s?[-−–]\s?1\b)"),
)
_WORDS = r"exceeds?|exceeding|up to|at most|less than|more than|greater than|than or equal to|modulo"
_RANGES = r"from [-−–]?\s?\d+ to|between [-−–]?\s?\d+ and|[\[(]\s?[-−–]?\s?\d+\s?(?:,|\.\.\.?|;)"
_WEAK = re.compile(rf"\b(?P<lead>(?:{_WORDS}|{_RANGES})\s+[-−–]?\s?{_FACTOR}){_POWER}", re.IGNORECASE)
_BRACKET = re.compile(rf"(?P<lead>[\[(]\s?[-−–]?\s?\d+\s?(?:,|\.\.\.?|;)\s?){_POWER}(?=\s?[\])])")
# A precision: `an absolute or relative error of 10 - 6`, within one sentence.
_PRECISION = re.compile(
    r"(?P<lead>\b(?:error|accuracy|precision|tolerance)\b[^.\n]{0,80}?(?<![\w.^]))10\s?[-−–]\s?(?P<exponent>1[0-2]|[1-9])\b"
    r"(?!\s?[≤<+*/·\d])",
    re.IGNORECASE,
)


def unflatten(parts: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The parts of one statement with their exponents back, and what was read how, each reading once.

    Evidence is shared: a sure sign in one part makes the weaker signs of the others count.
    """
    if any(_WRITTEN.search(part) for part in parts):
        return tuple(parts), ()
    readings: dict[str, None] = {}

    def repair(found: re.Match[str]) -> str:
        if _is_plain(found):
            return found[0]
        power = f"{found['base']}^{found['exponent']}"
        readings[f"{found['base']}{found['exponent']} read as {power}"] = None
        return f"{found['lead']}{power}"

    def repair_precision(found: re.Match[str]) -> str:
        power = f"10^-{found['exponent']}"
        readings[f"10 - {found['exponent']} read as {power}"] = None
        return f"{found['lead']}{power}"

    repaired = list(parts)
    for pattern in _SURE:
        repaired = [pattern.sub(repair, part) for part in repaired]
    if readings:
        for pattern in (_WEAK, _BRACKET):
            repaired = [pattern.sub(repair, part) for part in repaired]
    repaired = [_PRECISION.sub(repair_precision, part) for part in repaired]
    return tuple(repaired), tuple(readings)


def _is_plain(found: re.Match[str]) -> bool:
    """Whether the lower end of the same chain makes the number plain: in `100 ≤ h ≤ 105` it is no power."""
    lower = _LOWER_END.search(found.string[max(0, found.start() - 60) : found.start()])
    return lower is not None and 20 <= int(lower[1]) <= int(found["base"] + found["exponent"])
