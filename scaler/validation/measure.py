"""Read an instance's size off its data, on the host, without evaluating anything."""

from __future__ import annotations

import re

from pydantic import JsonValue

_MEASURE = re.compile(r"(?P<field>[A-Za-z]\w*)|len\((?P<sized>[A-Za-z]\w*)(?P<first>\[0\])?\)")


def measure_size(measure: str, data: dict[str, JsonValue]) -> int:
    """The size that `n`, `len(a)` or `len(grid[0])` gives for this data. Raises ValueError saying what stands there."""
    match = _MEASURE.fullmatch(measure)
    if match is None:
        raise ValueError(f"{measure!r} is none of `n`, `len(a)`, `len(grid[0])`")
    name = match["field"] or match["sized"]
    if name not in data:
        raise ValueError(f"the data has no field {name!r}")
    value = data[name]
    if match["field"]:
        if not isinstance(value, int) or isinstance(value, bool):
            raise ValueError(f"field {name!r} is {type(value).__name__}, an int was expected")
        return value
    if match["first"]:
        if not isinstance(value, list) or not value:
            raise ValueError(f"field {name!r} is no list with a first element")
        name, value = f"{name}[0]", value[0]
    if not isinstance(value, list | str):
        raise ValueError(f"{name!r} is {type(value).__name__}, a list or str was expected")
    return len(value)
