"""Lock files: exactly what a run trains on. `sets/<name>.lock` holds name@version, sha256 and the number of levels."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path

from scaler.environment import Environment, Frozen
from scaler.errors import LockError
from scaler.files import write_file
from scaler.registry.manifest import UNREADABLE, dump_yaml, load_yaml
from scaler.registry.store import Registry
from scaler.sandbox import Sandbox

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


class Locked(Frozen):
    """One environment of a lock file."""

    ref: str
    sha256: str
    levels: int


class Lock(Frozen):
    """A named set of environments, frozen to the byte."""

    name: str
    environments: tuple[Locked, ...]

    @property
    def digest(self) -> str:
        """sha256 of the lock's content: what checkpoints remember."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()


def write_lock(registry: Registry, name: str, refs: Sequence[str] | None = None) -> Path:
    """Lock approved environments (all of them, or those named) under `sets/<name>.lock`.

    Raises LockError when one is not approved or named twice, when nothing is left to lock, or for a name that is no
    file name.
    """
    if not _NAME.fullmatch(name):
        raise LockError(f"{name!r} is no name for a lock file", fix="use letters, digits, '.', '-' and '_'")
    chosen = _newest_approved(registry) if refs is None else [registry.resolve(ref) for ref in refs]
    if not chosen:
        raise LockError(
            f"no approved environment in {registry.root}", fix="scaler review list, then scaler review approve"
        )
    _require_distinct(chosen)
    for ref in chosen:
        _require_approved(registry, ref)
    locked = [
        Locked(ref=ref, sha256=registry.digest(ref), levels=len(registry.manifest(ref).spec.levels)) for ref in chosen
    ]
    path = registry.sets / f"{name}.lock"
    with registry.writing():
        write_file(path, dump_yaml(Lock(name=name, environments=tuple(locked)).model_dump(mode="json")).encode())
    return path


def read_lock(path: Path) -> Lock:
    """Raises LockError naming file and field."""
    try:
        return Lock.model_validate(load_yaml(path.read_bytes()))
    except (OSError, *UNREADABLE) as error:
        raise LockError(f"{path}: {error}", fix="write it with: scaler lock NAME") from error


def load_locked(registry: Registry, lock: Lock, sandbox: Sandbox) -> dict[str, Environment]:
    """The locked environments by name, in the lock's order.

    Raises LockError when one is no longer approved or its content is not the locked one.
    """
    _require_distinct([locked.ref for locked in lock.environments])
    for locked in lock.environments:
        _require_approved(registry, locked.ref)
        if registry.digest(locked.ref) != locked.sha256:
            raise LockError(
                f"{locked.ref} is not what lock {lock.name!r} holds: its files changed",
                fix=f"restore it with git, or lock again: scaler lock {lock.name}",
            )
    environments = [registry.load(locked.ref, sandbox) for locked in lock.environments]
    return {environment.name: environment for environment in environments}


def _newest_approved(registry: Registry) -> list[str]:
    newest = {row.ref.partition("@")[0]: row.ref for row in registry.rows("approved")}
    return list(newest.values())


def _require_distinct(refs: Sequence[str]) -> None:
    names = [ref.partition("@")[0] for ref in refs]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise LockError(f"locked more than once: {', '.join(twice)}", fix="name each environment once, in one version")


def _require_approved(registry: Registry, ref: str) -> None:
    state = registry.state(ref)
    if state != "approved":
        fix = f"scaler review approve {ref} --reason '...'"
        raise LockError(f"{ref} is {state}; only approved environments train", fix=fix)
