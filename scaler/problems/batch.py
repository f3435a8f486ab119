"""Code Jam's batch format: a first line `T`, then T tests; answers as `Case #x: y`."""

from __future__ import annotations

import re

from scaler.problems.record import Batch

_CASE = re.compile(r"^Case #(\d+):", re.MULTILINE)
_FIRST_CASE = re.compile(r"\s*Case #1:[ \t]*(?:\r?\n)?")


def unwrap_case(text: str, batch: Batch) -> str:
    """The answer in the stdout of a run with one test: what follows `Case #1:`, over several lines if need be.

    With batch "single" the text is the answer. ValueError when the text is not the output of exactly one case.
    """
    if batch == "single":
        return text
    cases = _CASE.findall(text)
    if len(cases) > 1:
        raise ValueError(f"expected one case, found {len(cases)}")
    first = _FIRST_CASE.match(text)
    if first is None:
        raise ValueError(f"expected the output to start with 'Case #1:', found {text.strip()[:40]!r}")
    return text[first.end() :]
