"""`scaler env`: look at environments, draw instances, score answers."""

from __future__ import annotations

import sys

from cyclopts import App

from scaler.cli.review import REGISTRY, RegistryPath, list_entries, show
from scaler.cli.show import print_json
from scaler.progress import say
from scaler.registry import Registry
from scaler.sandbox import open_sandbox

app = App(name="env", help="Environments: list, show, sample an instance, score an answer.")
app.command(list_entries, name="list")
app.command(show)


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
