"""The yardstick: greedy on what no policy can know.

Each step draws, for the environments with the largest

    max_l E[s]  x  1 / (1 + v / repeats)

one group at that level: the true expected signal, times what a use still transfers. It knows every frontier, slope,
floor, cap and broken environment as they are at this step. It is no upper bound: it looks one step ahead, and does
not know which skills the held-out environments ask for.
"""

from __future__ import annotations

import numpy as np

from benchmarks.curriculum.world import NODES, SHAPES, WEIGHTS, Floats, Ints, World

GRID = np.linspace(-30, 30, 6001)


class Oracle:
    """Reads the world that it plays in, and proposes rows of its pool with a level for each."""

    def __init__(self, world: World) -> None:
        self._world = world
        shape = SHAPES[world.config.shape]
        q = [shape(GRID + world.config.tau * node) for node in NODES]
        self._spread: Floats = np.sum([w * each * (1 - each) for w, each in zip(WEIGHTS, q, strict=True)], axis=0)

    def propose(self, count: int) -> tuple[Ints, Ints]:
        world, pool = self._world, self._world.pool
        frontier = world.frontier()
        level = np.clip(np.round(frontier), 0, pool.levels - 1).astype(int)
        rungs = np.where(
            np.arange(pool.place.shape[1]) < pool.levels[pool.uneven, None], pool.place[pool.uneven], np.inf
        )
        level[pool.uneven] = np.argmin(np.abs(rungs - frontier[pool.uneven, None]), axis=1)
        x = pool.kappa * (frontier - pool.place[np.arange(len(level)), level])
        signal = (pool.cap - pool.floor) * np.interp(x, GRID, self._spread)
        value = signal / (1 + world.used / world.config.repeats)
        count = min(count, len(value))
        rows = np.argpartition(-value, count - 1)[:count]
        return rows, level[rows]
