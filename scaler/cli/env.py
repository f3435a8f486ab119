"""`scaler env`: look at environments, draw instances, score answers, compare versions, decide."""

from __future__ import annotations

import sys

from cyclopts import App

from scaler.cli.review import REGISTRY, RegistryPath, approve, list_entries, reject, show
from scaler.cli.show import print_json, show_rows
from scaler.errors import EntryNotFound
from scaler.progress import headline, say
from scaler.registry import Registry, diff_files
from scaler.review_app import look, read_scale, read_shape
from scaler.sandbox import open_sandbox

app = App(name="env", help="Environments: list, show, diff, sample an instance, replay a failure, score an answer.")
app.command(list_entries, name="list")
app.command(show)
app.command(approve)
app.command(reject)


@app.command
def diff(ref: str, other: str | None = None, /, *, registry: RegistryPath = REGISTRY, json: bool = False) -> int:
    """Show what changed from one version to another, file by file.

    Parameters
    ----------
    ref
        The version to compare; the newer one where only it is given.
    other
        The version to compare it with; without it, the version before.
    json
        Print the files that differ as a JSON list.
    """
    store = Registry(registry)
    new, old = (ref, store.previous(ref)) if other is None else (other, store.resolve(ref))
    if old is None:
        raise EntryNotFound(f"there is no version before {store.resolve(ref)}", fix="name two: scaler env diff OLD NEW")
    files = diff_files(store.files(old), store.files(new))
    if json:
        print_json([file.model_dump(mode="json") for file in files])
        return 0
    headline(f"{old} -> {store.resolve(new)}: {len(files)} files differ")
    for file in files:
        say(f"\n--- {file.path} ({file.change}) {file.note}")
        for line in file.lines:
            say(line)
    return 0


@app.command
def replay(
    ref: str,
    /,
    *,
    scale: str,
    seed: int,
    shape: str | None = None,
    solver: bool = True,
    json: bool = False,
    registry: RegistryPath = REGISTRY,
) -> int:
    """Draw any instance, also of a version that failed a gate, and show what every program answers to it.

    Example: scaler env replay coin-drawer --scale n=12 --seed 0

    Parameters
    ----------
    ref
        name or name@version.
    scale
        The instance's size, as evidence names it: n=12 or c=5,r=5.
    seed
        The instance's seed.
    shape
        Draw it from a source of randomness that takes sides, as evidence names it: lowest, rising.
    solver
        Ask the solver, too; it may be slow.
    json
        Print all of it as JSON.
    """
    version = Registry(registry).version(ref)
    with open_sandbox(workers=1) as sandbox:
        seen = look(version, read_scale(version, scale), seed, sandbox, solver=solver, shape=read_shape(shape))
    if json:
        print_json(seen.model_dump(mode="json"))
        return 0
    say(f"{seen.question or seen.data}\n")
    show_rows(seen.answers, ("program", "role", "text", "agreement", "failure"), as_json=False)
    if seen.trouble:
        say(f"\nthis could not be trained on: {seen.trouble}")
    return 0


@app.command
def sample(
    ref: str,
    /,
    *,
    level: int = 0,
    seed: int = 0,
    answer: bool = False,
    json: bool = False,
    registry: RegistryPath = REGISTRY,
) -> int:
    """Draw the instance of (level, seed): the same bytes every time.

    Parameters
    ----------
    ref
        name (the newest approved version, or else the newest) or name@version.
    level
        0 is the easiest.
    seed
        Any integer.
    answer
        Show the answer, too.
    json
        Print the whole instance as JSON.
    """
    with open_sandbox(workers=1) as sandbox:
        instance = Registry(registry).load(ref, sandbox).instance(level, seed)
    if json:
        print_json(instance.model_dump(mode="json"))
        return 0
    say(instance.question)
    if answer:
        say(f"\nanswer: {instance.answer}")
    return 0


@app.command
def score(
    ref: str,
    text: str | None = None,
    /,
    *,
    level: int = 0,
    seed: int = 0,
    json: bool = False,
    registry: RegistryPath = REGISTRY,
) -> int:
    """Score a text that answers the instance of (level, seed); its last \\boxed{...} counts.

    Parameters
    ----------
    ref
        name or name@version.
    text
        The text; without it, standard input.
    json
        Print the score as JSON.
    """
    with open_sandbox(workers=1) as sandbox:
        environment = Registry(registry).load(ref, sandbox)
        verdict = environment.score(environment.instance(level, seed), sys.stdin.read() if text is None else text)
    if json:
        print_json(verdict.model_dump(mode="json"))
        return 0
    name = {1.0: "right", 0.0: "wrong", None: "could not score"}[verdict.value]
    say(f"{name}: {verdict.reason}")
    return 1 if verdict.value is None else 0
