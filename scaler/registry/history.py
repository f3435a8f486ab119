"""The registry against its Git history: what is published never changes, and reviews are only ever added."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

from scaler.environment import Frozen
from scaler.errors import RegistryError
from scaler.registry.review import read_entry

_VERSIONED = re.compile(r"(?P<version>[a-z0-9-]+/[0-9]+\.[0-9]+)/.+")
_VERBS = {"M": "changed", "D": "deleted", "T": "changed its type", "A": "added"}


class Finding(Frozen):
    """One thing that is wrong: where, what, and what to do."""

    where: str
    problem: str
    fix: str


def changes_since(root: Path, base: str) -> tuple[list[Finding], str]:
    """What changed under published versions since the commit `base`, and a line that says what was compared.

    The working tree is compared, whether committed or not. A registry that is in no Git repository has no history to
    compare with. Raises RegistryError when there is no commit `base`.
    """
    if shutil.which("git") is None or _git(root, "rev-parse", "--show-toplevel") is None:
        return [], "not in a Git repository: history not compared"
    commit = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{base}^{{commit}}")
    if commit is None:
        raise RegistryError(f"{base!r} is no commit of {root}'s repository", fix="git fetch, or another --base")
    commit = commit.strip()
    changed = _git(root, "diff", "--name-status", "--no-renames", "--relative", "-z", commit, "--", ".") or ""
    parts = changed.split("\0")
    findings: dict[str, Finding] = {}
    for status, path in zip(parts[::2], parts[1::2], strict=False):
        found = _judge(root, commit, base, status[:1], path)
        if found is not None:
            findings.setdefault(found.where, found)
    return list(findings.values()), f"compared with {base} ({commit[:12]})"


def _judge(root: Path, commit: str, base: str, status: str, path: str) -> Finding | None:
    restore = f"git checkout {base} -- {root / path}"
    if match := _VERSIONED.fullmatch(path):
        if status == "A" and not _git(root, "ls-tree", commit, "--", f"{match['version']}/"):
            return None  # a new version
        problem = f"{path} was {_VERBS.get(status, status)} since {base}: published versions never change"
        fix = f"{restore}, and publish a new version instead"
        return Finding(where=str(root / match["version"]), problem=problem, fix=fix)
    if path.endswith("/entry.yaml") and status != "A":
        problem = _rewritten(root, commit, path)
        if problem:
            return Finding(
                where=str(root / path), problem=f"{problem} since {base}: reviews are only added", fix=restore
            )
    return None


def _rewritten(root: Path, commit: str, path: str) -> str:
    """Why the entry is not its former self with more reviews; empty when it is."""
    try:
        then = read_entry((_git(root, "show", f"{commit}:./{path}") or "").encode(), f"{commit[:12]}:{path}")
        now = read_entry((root / path).read_bytes(), path)
    except FileNotFoundError:
        return "it was deleted"
    except RegistryError as error:
        return f"it cannot be compared ({error.message.splitlines()[0]})"
    if then.name != now.name:
        return f"it was renamed from {then.name!r}"
    return "" if now.reviews[: len(then.reviews)] == then.reviews else "reviews were changed or taken out"


def _git(root: Path, *arguments: str) -> str | None:
    """What git says; None when it fails."""
    done = subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, check=False)
    return done.stdout.decode(errors="replace") if done.returncode == 0 else None
