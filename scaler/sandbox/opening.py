"""Which backend holds on this machine: found once per process, proven before it is trusted."""

from __future__ import annotations

import functools
import os
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from scaler.errors import SandboxFailure, SandboxUnavailable
from scaler.sandbox.api import Sandbox
from scaler.sandbox.bwrap import Bwrap
from scaler.sandbox.jail import Backend
from scaler.sandbox.none import Unconfined
from scaler.sandbox.pool import Pool
from scaler.sandbox.selftest import weaknesses

FIX = (
    "allow user namespaces: sudo sysctl -w kernel.unprivileged_userns_clone=1 (Debian), "
    "kernel.apparmor_restrict_unprivileged_userns=0 (Ubuntu 24.04), "
    "or in Docker: --security-opt seccomp=unconfined --security-opt apparmor=unconfined --cap-add SYS_ADMIN"
)


def open_sandbox(
    workers: int | None = None, cache: Path | None = None, backend: Literal["auto", "bwrap", "none"] = "auto"
) -> Sandbox:
    """A Sandbox with `workers` jails (default: one per core), for use in a `with` block.

    Compiled programs are kept under `cache` (default: $SCALER_CACHE, else ~/.cache/scaler), in `binaries`.
    "auto" takes the best backend that withstands the self-test. "none" isolates nothing: for trusted code only.
    Raises SandboxUnavailable, saying what failed and what to do, where untrusted code cannot be held.
    """
    if workers is not None and workers < 1:
        raise ValueError(f"workers must be at least 1, not {workers}")
    folder = cache or Path(os.environ.get("SCALER_CACHE") or Path.home() / ".cache" / "scaler")
    if backend == "none":
        warnings.warn("untrusted code is not isolated: sandbox backend 'none'", RuntimeWarning, stacklevel=2)
        return Pool(Unconfined(), workers or os.cpu_count() or 1, folder)
    return Pool(_proven_backend(), workers or os.cpu_count() or 1, folder)


def _candidates() -> Sequence[Backend]:
    """The backends worth trying, the strongest first. Raises SandboxUnavailable where there is none."""
    return Bwrap.candidates()


@functools.cache
def _proven_backend() -> Backend:
    """The first backend in which the hostile self-test gets nowhere."""
    reasons = []
    for candidate in _candidates():
        try:
            found = weaknesses(candidate, 0)
        except SandboxFailure as failure:
            reasons.append(f"{candidate.name}: {failure.message}")
            continue
        if not found:
            return candidate
        reasons.append(f"{candidate.name} does not hold: hostile code {', '.join(found)}")
    raise SandboxUnavailable("no backend can hold untrusted code here: " + "; ".join(reasons), fix=FIX)
