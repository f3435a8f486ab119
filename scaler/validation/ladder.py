"""The ladder of levels: scales from the smallest to the largest, easiest first."""

from __future__ import annotations

import math

from scaler.environment import Scale, ScaleParameter
from scaler.errors import ConfigError


def build_ladder(scale: dict[str, ScaleParameter], count: int = 8) -> tuple[Scale, ...]:
    """At most `count` strictly growing levels from every parameter's `min` to every parameter's `max`.

    All parameters move together, each geometrically over its own range, rounded to whole numbers. The widest parameter
    rises at every level, so a ladder whose widest range holds fewer than `count` numbers has one level for each of
    them. Raises ConfigError when `count` is below 2, since both ends belong to the ladder.
    """
    if count < 2:
        raise ConfigError(f"a ladder of {count} levels cannot hold both ends", fix="ask for at least 2 levels")
    widest = max(scale, key=lambda name: scale[name].max - scale[name].min)
    low, high = scale[widest].min, scale[widest].max
    last = min(count - 1, high - low)
    levels: list[Scale] = []
    for step in range(last + 1):
        level = {name: _geometric(parameter, step / last if last else 0.0) for name, parameter in scale.items()}
        floor = levels[-1][widest] + 1 if levels else low
        level[widest] = min(max(level[widest], floor), high - (last - step))
        levels.append(level)
    return tuple(levels)


def _geometric(parameter: ScaleParameter, share: float) -> int:
    shift = 1 if parameter.min == 0 else 0  # a geometric step needs a start above zero
    low, high = parameter.min + shift, parameter.max + shift
    return round(low * math.pow(high / low, share)) - shift
