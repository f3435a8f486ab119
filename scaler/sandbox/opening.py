"""Which backend holds on this machine: found once per process, proven before it is trusted."""

from __future__ import annotations

import functools
import os
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Literal, get_args

from scaler.errors import ConfigError, SandboxFailure, SandboxUnavailable
from scaler.sandbox.api import Sandbox
from scaler.sandbox.bwrap import Bwrap
from scaler.sandbox.jail import Backend
from scaler.sandbox.landlock import Landlock
from scaler.sandbox.none import Unconfined
from scaler.sandbox.pool import Pool
from scaler.sandbox.selftest import weaknesses

BackendName = Literal["auto", "bwrap", "landlock", "sandboxfusion", "none"]

LOCAL: Mapping[str, Callable[[], Sequence[Backend]]] = MappingProxyType(
    {"bwrap": Bwrap.candidates, "landlock": Landlock.candidates}
)
"""The backends that isolate on this machine, the strongest first."""

FIXES = MappingProxyType(
    {
        "bwrap": "allow user namespaces: sudo sysctl -w kernel.unprivileged_userns_clone=1 (Debian), "
        "kernel.apparmor_restrict_unprivileged_userns=0 (Ubuntu 24.04), "
        "or in Docker: --security-opt seccomp=unconfined --security-opt apparmor=unconfined --cap-add SYS_ADMIN",
        "landlock": "use Linux 5.13 or newer with landlock in /sys/kernel/security/lsm",
    }
)


@dataclass(frozen=True)
class Finding:
    """What trying a backend came to: the backend, proven, or the trouble with it and what to do."""

    name: str
    backend: Backend | None
    trouble: str = ""
    fix: str | None = None


def open_sandbox(workers: int | None = None, cache: Path | None = None, backend: BackendName | None = None) -> Sandbox:
    """A Sandbox with `workers` jails (default: one per core), for use in a `with` block.

    Compiled programs are kept under `cache` (default: $SCALER_CACHE, else ~/.cache/scaler), in `binaries`.
    `backend` (default: $SCALER_SANDBOX, else "auto") is one by name, or "auto": the strongest that withstands the
    self-test. "sandboxfusion" is a server at $SCALER_SANDBOXFUSION_URL. "none" isolates nothing: for trusted code only.
    Raises SandboxUnavailable, saying what failed and what to do, where untrusted code cannot be held.
    """
    if workers is not None and workers < 1:
        raise ValueError(f"workers must be at least 1, not {workers}")
    count = workers or os.cpu_count() or 1
    folder = cache or cache_folder()
    chosen = backend or os.environ.get("SCALER_SANDBOX") or "auto"
    if chosen not in get_args(BackendName):
        raise ConfigError(
            f"SCALER_SANDBOX={chosen!r} is no sandbox backend", fix=f"use one of {', '.join(get_args(BackendName))}"
        )
    if chosen == "none":
        warnings.warn("untrusted code is not isolated: sandbox backend 'none'", RuntimeWarning, stacklevel=2)
        return Pool(Unconfined(), count, folder)
    if chosen == "sandboxfusion":
        if not (url := os.environ.get("SCALER_SANDBOXFUSION_URL")):
            raise SandboxUnavailable(
                "SCALER_SANDBOXFUSION_URL is not set", fix="set it to the server's address, http://host:8080"
            )
        from scaler.sandbox.fusion import SandboxFusion  # with its HTTP client, for those who ask for it

        return SandboxFusion(url, count)
    return Pool(_strongest(tuple(LOCAL) if chosen == "auto" else (chosen,)), count, folder)


def cache_folder() -> Path:
    """Where compiled programs are kept: $SCALER_CACHE, else ~/.cache/scaler."""
    return Path(os.environ.get("SCALER_CACHE") or Path.home() / ".cache" / "scaler")


@functools.cache
def try_backend(name: str) -> Finding:
    """The first profile of a local backend in which the hostile self-test gets nowhere, or why there is none."""
    trouble, fix = "", None
    try:
        for candidate in LOCAL[name]():
            try:
                found = weaknesses(candidate, 0)
            except SandboxFailure as failure:
                trouble, fix = failure.message, FIXES[name]
                continue
            if not found:
                return Finding(name, candidate)
            trouble, fix = f"it does not hold: hostile code {', '.join(found)}", FIXES[name]
    except SandboxUnavailable as missing:
        trouble, fix = missing.message, missing.fix
    return Finding(name, None, trouble, fix)


def _strongest(names: Sequence[str]) -> Backend:
    findings = []
    for name in names:
        finding = try_backend(name)
        if finding.backend is not None:
            return finding.backend
        findings.append(finding)
    raise SandboxUnavailable(
        "no backend can hold untrusted code here: " + "; ".join(f"{found.name}: {found.trouble}" for found in findings),
        fix="; or ".join(found.fix for found in findings if found.fix),
    )
