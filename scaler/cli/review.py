"""`scaler review` and `scaler lock`: what people decide about environments, in a browser or in the terminal."""

from __future__ import annotations

import getpass
import shutil
import subprocess
import webbrowser
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from scaler.cli.show import print_json, show_rows
from scaler.progress import headline, say
from scaler.registry import Order, Query, Registry, State, to_files, write_lock
from scaler.review_app import Replay, read_gate, seeds_note
from scaler.review_app import serve as serve_page
from scaler.sandbox import open_sandbox

app = App(
    name="review",
    help="Review environments: in a browser without a sub-command, or here: list, show, approve, reject, deprecate, "
    "yank, reopen.",
)

RegistryPath = Annotated[Path, Parameter(help="The registry's folder, or a pack (NAME.pack).")]
REGISTRY = Path("env_registry")
REPLAYS = 3  # of a failed gate, shown as commands


@app.default
@app.command
def serve(
    *,
    registry: RegistryPath = REGISTRY,
    reviewer: str = "",
    port: int = 0,
    browser: bool = True,
    token_file: Path | None = None,
) -> int:
    """Review in a browser: the queue, each entry on one page, decisions. Ends with Ctrl+C.

    The page is on 127.0.0.1 only, and its address holds a token. Programs of entries run in the sandbox.

    Parameters
    ----------
    reviewer
        Who decides; without it, git's user.name or the login name.
    port
        The port; a free one without it.
    browser
        Open the page in a browser; --no-browser prints its address only.
    token_file
        A file that keeps the address's token from one start to the next; made where it is not there.
    """

    def ready(url: str) -> None:
        say(f"Review of {registry} at {url}\n(Ctrl+C ends it)")
        if browser:
            webbrowser.open(url)

    with open_sandbox() as sandbox:
        serve_page(Registry(registry), sandbox, reviewer or _who(), port, ready, token_file)
    return 0


@app.command(name="list")
def list_entries(
    *,
    state: State | None = None,
    kind: str | None = None,
    source: str | None = None,
    gate: str | None = None,
    text: str = "",
    order: Order = "name",
    registry: RegistryPath = REGISTRY,
    json: bool = False,
) -> int:
    """List versions with their state and the last reason given.

    Parameters
    ----------
    state, kind, source
        Only versions in this state, of this answer kind, from this source.
    gate
        Only versions that failed this gate; "none": only those that failed none.
    text
        Only versions with these words in name, title or last reason.
    order
        By name, the weakest evidence first, or the newest review first.
    json
        Print a JSON list.
    """
    columns = ("ref", "state", "kind", "levels", "reviewer", "reason")
    query = Query(state=state, kind=kind, source=source, gate=gate, text=text, order=order)
    overview = Registry(registry).overview(query)
    show_rows(overview.found.rows, columns, as_json=json)
    for message in () if json else overview.broken:
        say(f"cannot be read: {message}")
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
    if note := seeds_note(manifest.spec.fold):
        say(note)
    for item in version.evidence:
        mark = "pass" if item["passed"] else "FAIL"
        say(f"{mark}  {item['gate']:<16} {item.get('reason') or ''}")
        if not item["passed"]:
            gate = read_gate(item, manifest.spec.fold)
            say(f"{gate.advice}\n{gate.measured}")
            for replay in gate.replays[:REPLAYS]:
                say(_command(ref, replay, registry))
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


def _command(ref: str, replay: Replay, registry: Path) -> str:
    shape = f" --shape {replay.shape}" if replay.shape else ""
    part = f"  # part {replay.part}" if replay.part else ""
    place = f"--scale {replay.scale} --seed {replay.seed}{shape}"
    return f"replay: scaler env replay {ref} {place} --registry {registry}{part}"


def _who() -> str:
    git = shutil.which("git")
    if git is not None:
        name = subprocess.run([git, "config", "user.name"], capture_output=True, text=True, check=False).stdout.strip()
        if name:
            return name
    return getpass.getuser()
