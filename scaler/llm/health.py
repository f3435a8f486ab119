"""How an endpoint is spared: rests that it asks for, a circuit breaker when it is dead, limits a minute."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

LONGEST_PAUSE = 16  # times the first pause
_POLL = 0.2


class Health:
    """Whether an endpoint may be asked now. Safe to use from several threads.

    Closed: all calls pass. After `open_after` failures in a row it opens: none pass for `pause` seconds, then a single
    one (half-open); if that fails, too, the pause doubles, else all pass again.
    """

    def __init__(self, open_after: int, pause: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._open_after = open_after
        self._first_pause = pause
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._pause = pause
        self._until = 0.0
        self._probing = False

    def wait(self) -> float:
        """Seconds until a call may start; 0: now. Another call's probe counts as a short wait."""
        with self._lock:
            return self._wait()

    def admit(self) -> float:
        """Like `wait`; 0 admits the caller, who must then report `alive`, `failed` or `abandoned`."""
        with self._lock:
            wait = self._wait()
            if wait == 0.0 and self._is_open:
                self._probing = True
            return wait

    def alive(self, rest: float | None = None) -> bool:
        """The endpoint answered, if only to ask for `rest` seconds. True if it was taken for dead before."""
        with self._lock:
            back = self._is_open
            self._failures, self._pause, self._probing = 0, self._first_pause, False
            self._until = self._clock() + rest if rest is not None else 0.0 if back else self._until
            return back

    def failed(self, rest: float | None = None) -> float | None:
        """The endpoint failed, and may ask for `rest` seconds. Returns the pause in seconds if this opened it."""
        with self._lock:
            if self._is_open and not self._probing:
                return None  # a call that started before it opened
            probed, self._probing = self._probing, False
            self._failures += 1
            if rest is not None:
                self._until = max(self._until, self._clock() + rest)
            if not self._is_open:
                return None
            if probed:
                self._pause = min(2 * self._pause, LONGEST_PAUSE * self._first_pause)
            self._until = max(self._until, self._clock() + self._pause)
            return self._pause

    def abandoned(self) -> None:
        """An admitted call ended without having asked."""
        with self._lock:
            self._probing = False

    @property
    def dead(self) -> bool:
        """Whether the endpoint is taken for dead: open, or being probed."""
        with self._lock:
            return self._is_open

    @property
    def _is_open(self) -> bool:
        return self._failures >= self._open_after

    def _wait(self) -> float:
        if self._probing:
            return _POLL
        return max(0.0, self._until - self._clock())


class Bucket:
    """A token bucket: `amount` a minute, at most a minute's worth at once. Safe to use from several threads."""

    def __init__(self, amount: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._size = float(amount)
        self._clock = clock
        self._lock = threading.Lock()
        self._level = float(amount)
        self._at = clock()

    def take(self, amount: float) -> float:
        """Take an amount; returns the seconds to wait before it may be used. More than a minute's worth is cut."""
        with self._lock:
            self._fill()
            self._level -= min(amount, self._size)
            return max(0.0, -self._level * 60.0 / self._size)

    def give_back(self, taken: float, used: float) -> None:
        """Return what was taken and not used."""
        with self._lock:
            self._fill()
            self._level = min(self._size, self._level + max(0.0, min(taken, self._size) - used))

    def _fill(self) -> None:
        now = self._clock()
        self._level = min(self._size, self._level + (now - self._at) * self._size / 60.0)
        self._at = now
