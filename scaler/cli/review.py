"""`scaler review` and `scaler lock`: what people decide about environments."""

from __future__ import annotations

import getpass
import subprocess
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from scaler.cli.show import print_json, show_rows
from scaler.errors import EntryNotFound
from scaler.progress import console
from scaler.registry import Registry, State, write_lock

app = App(name="review", help="Review environments: list, show, approve, reject.")

RegistryPath = Annotated[Path, Parameter(help="The registry's folder.")]
REGISTRY = Path("env_registry")


@app.command(name="list")
def list_entries(*, state: State | None = None, registry: RegistryPath = REGISTRY, json: bool = False) -> int:
    """List versions with their state and the last reason given.

    Parameters
    ----------
    state
        Only versions in this state.
    json
        Print a JSON list.
    """
    columns = ("ref", "state", "kind", "levels", "reviewer", "reason")
    show_rows(Registry(registry).rows(state), columns, as_json=json)
    return 0


@app.command
def show(ref: str, /, *, registry: RegistryPath = REGISTRY, code: bool = False, json: bool = False) -> int:
    """Show one version: origin, question template, ladder, evidence gate by gate, reviews.

    Parameters
    ----------
    ref
        name or name@version.
    code
        Show the programs, too.
    json
        Print everything as one JSON object.
    """
    store = Registry(registry)
    ref = store.resolve(ref)
    version, entry = store.version(ref), store.entry(ref.partition("@")[0])
    manifest = version.manifest
    reviews = [review for review in entry.reviews if review.version == manifest.version]
    if json:
        print_json(version.model_dump(mode="json") | {"reviews": [review.model_dump() for review in reviews]})
        return 0
    origin = manifest.origin
    console.print(f"[bold]{ref}[/bold]  {manifest.spec.title}  ({store.state(ref)})")
    console.print(f"from {origin.problem}, {origin.source}, {origin.licence}; {origin.attribution}", markup=False)
    console.print(f"answer: {manifest.spec.answer.kind}; {manifest.spec.answer.instruction}", markup=False)
    console.print(f"levels: {' '.join(str(level) for level in manifest.spec.levels)}", markup=False)
    console.print(f"oracles: {', '.join(manifest.oracles) or 'none'}", markup=False)
    console.print(f"\n{version.programs.question.strip()}\n", markup=False)
    for item in version.evidence:
        mark = "pass" if item["passed"] else "FAIL"
        console.print(f"{mark}  {item['gate']:<16} {item.get('reason') or ''}", markup=False)
        if not item["passed"]:
            console.print(f"{item.get('advice') or ''}\n{item.get('measured')}", markup=False)
    for review in reviews:
        console.print(f"{review.time}  {review.state} by {review.reviewer}: {review.reason}", markup=False)
    if code:
        for name, text in _programs(store, ref):
            console.print(f"\n--- {name}\n{text}", markup=False)
    return 0


@app.command
def approve(ref: str, /, *, reason: str, reviewer: str = "", registry: RegistryPath = REGISTRY) -> int:
    """Approve a version for training.

    Parameters
    ----------
    ref
        name or name@version.
    reason
        Why; kept for ever.
    reviewer
        Who decides; without it, git's user.name or the login name.
    """
    return _decide(ref, "approved", reason, reviewer, registry)


@app.command
def reject(ref: str, /, *, reason: str, reviewer: str = "", registry: RegistryPath = REGISTRY) -> int:
    """Reject a version.

    Parameters
    ----------
    ref
        name or name@version.
    reason
        Why; kept for ever.
    reviewer
        Who decides; without it, git's user.name or the login name.
    """
    return _decide(ref, "rejected", reason, reviewer, registry)


def lock(name: str, refs: tuple[str, ...] = (), /, *, registry: RegistryPath = REGISTRY) -> int:
    """Freeze a training set into sets/NAME.lock: all approved environments, or those named.

    Parameters
    ----------
    name
        The set's name.
    refs
        name or name@version; none means all that are approved.
    """
    path = write_lock(Registry(registry), name, refs)
    console.print(f"wrote {path}", markup=False)
    return 0


def _decide(ref: str, state: State, reason: str, reviewer: str, registry: Path) -> int:
    store = Registry(registry)
    ref = store.resolve(ref)
    review = store.review(ref, state, reviewer or _who(), reason)
    console.print(f"{ref} is {review.state}, by {review.reviewer}: {review.reason}", markup=False)
    return 0


def _who() -> str:
    git = subprocess.run(["git", "config", "user.name"], capture_output=True, text=True, check=False)
    return git.stdout.strip() or getpass.getuser()


def _programs(store: Registry, ref: str) -> list[tuple[str, str]]:
    folder = store.folder(ref)
    files = [*folder.glob("*.py"), *sorted((folder / "references").glob("*"))]
    if not files:
        raise EntryNotFound(f"{ref} has no programs", fix="look at its evidence: scaler review show")
    return [(path.relative_to(folder).as_posix(), path.read_text()) for path in files]
