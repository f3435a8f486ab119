"""`scaler review` and `scaler lock`: what people decide about environments."""

from __future__ import annotations

import getpass
import shutil
import subprocess
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from scaler.cli.show import print_json, show_rows
from scaler.progress import headline, say
from scaler.registry import Registry, State, to_files, write_lock

app = App(name="review", help="Review environments: list, show, approve, reject, deprecate, yank, reopen.")

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
    headline(f"{ref}  {manifest.spec.title}  ({store.state(ref)})")
    say(f"from {origin.problem}, {origin.source}, {origin.licence}; {origin.attribution}")
    say(f"answer: {manifest.spec.answer.kind}; {manifest.spec.answer.instruction}")
    say(f"levels: {' '.join(str(level) for level in manifest.spec.levels)}")
    say(f"oracles: {', '.join(manifest.oracles) or 'none'}")
    say(f"\n{version.programs.question.strip()}\n")
    for item in version.evidence:
        mark = "pass" if item["passed"] else "FAIL"
        say(f"{mark}  {item['gate']:<16} {item.get('reason') or ''}")
        if not item["passed"]:
            say(f"{item.get('advice') or ''}\n{item.get('measured')}")
    for review in reviews:
        say(f"{review.time}  {review.state} by {review.reviewer}: {review.reason}")
    if code:
        for name, content in to_files(version).items():
            if name.endswith((".py", ".cpp")):
                say(f"\n--- {name}\n{content.decode()}")
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


@app.command
def deprecate(ref: str, /, *, reason: str, reviewer: str = "", registry: RegistryPath = REGISTRY) -> int:
    """Take an approved version out of new training sets; it can be approved again.

    Parameters
    ----------
    ref
        name or name@version.
    reason, reviewer
        As for approve.
    """
    return _decide(ref, "deprecated", reason, reviewer, registry)


@app.command
def yank(ref: str, /, *, reason: str, reviewer: str = "", registry: RegistryPath = REGISTRY) -> int:
    """Withdraw an approved version for good: it was wrong.

    Parameters
    ----------
    ref
        name or name@version.
    reason, reviewer
        As for approve.
    """
    return _decide(ref, "yanked", reason, reviewer, registry)


@app.command
def reopen(ref: str, /, *, reason: str, reviewer: str = "", registry: RegistryPath = REGISTRY) -> int:
    """Make a rejected version a candidate again.

    Parameters
    ----------
    ref
        name or name@version.
    reason, reviewer
        As for approve.
    """
    return _decide(ref, "candidate", reason, reviewer, registry)


def lock(name: str, refs: tuple[str, ...] = (), /, *, registry: RegistryPath = REGISTRY) -> int:
    """Freeze a training set into sets/NAME.lock: all approved environments, or those named.

    Parameters
    ----------
    name
        The set's name.
    refs
        name or name@version; none means all that are approved.
    """
    path = write_lock(Registry(registry), name, refs or None)
    say(f"wrote {path}")
    return 0


def _decide(ref: str, state: State, reason: str, reviewer: str, registry: Path) -> int:
    store = Registry(registry)
    ref = store.resolve(ref)
    review = store.review(ref, state, reviewer or _who(), reason)
    say(f"{ref} is {review.state}, by {review.reviewer}: {review.reason}")
    return 0


def _who() -> str:
    git = shutil.which("git")
    if git is not None:
        name = subprocess.run([git, "config", "user.name"], capture_output=True, text=True, check=False).stdout.strip()
        if name:
            return name
    return getpass.getuser()
