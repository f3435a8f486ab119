"""`scaler registry`: check it, and pack it for pools too large for Git."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

from cyclopts import App

from scaler.cli.review import REGISTRY, RegistryPath
from scaler.cli.show import print_json
from scaler.progress import Steps, headline, say
from scaler.registry import Query, Registry, State, transfer
from scaler.registry import check as check_registry
from scaler.registry.check import counted
from scaler.sandbox import open_sandbox

app = App(name="registry", help="The registry as a whole: check it, pack it, unpack it.")


@app.command
def check(
    *,
    registry: RegistryPath = REGISTRY,
    base: str = "HEAD",
    run: bool = True,
    workers: int | None = None,
    json: bool = False,
) -> int:
    """Check that the registry is what it says; for CI. Fails when anything is wrong, and names the fix.

    Schema, digests, reviews and version numbers of every version; goldens, computed again in the sandbox; lock files;
    and against Git, that nothing under a published version changed and no review was taken out.

    Parameters
    ----------
    base
        The commit that published versions are compared with; in CI, the branch that is merged into (origin/main).
    run
        Compute goldens again. --no-run leaves that out, which needs no sandbox and takes seconds.
    workers
        Jails; one per core without it.
    json
        Print the report as JSON.
    """
    store = Registry(registry)
    names = store.names()
    if not json:
        headline(f"Check of {registry}: {len(names)} environments")
    with open_sandbox(workers) if run else nullcontext() as sandbox:
        if json:
            report = check_registry(store, sandbox, base)
        else:
            with Steps("check", len(names)) as steps:
                report = check_registry(store, sandbox, base, steps.step)
    if json:
        print_json(report.model_dump(mode="json"))
        return 1 if report.findings else 0
    for finding in report.findings:
        say(f"{finding.where}: {finding.problem}\n  fix: {finding.fix}")
    say(
        f"{counted(len(report.findings), 'finding')} in {counted(report.versions, 'version')} of "
        f"{counted(report.environments, 'environment')}, {counted(report.levels, 'level')} computed again, "
        f"{counted(report.locks, 'lock file')}; {report.history}"
    )
    return 1 if report.findings else 0


@app.command
def pack(target: Path, /, *, registry: RegistryPath = REGISTRY, state: State | None = None, text: str = "") -> int:
    """Copy versions with their reviews into a pack (a file NAME.pack), or out of one into a folder.

    A pack is used like a folder: --registry NAME.pack. The same command again adds what is new.

    Example: scaler registry pack pool.pack --state approved

    Parameters
    ----------
    target
        NAME.pack, or the folder of a registry.
    registry
        The registry to copy from: a folder or a pack.
    state
        Only versions in this state.
    text
        Only versions with these words in name, title or last reason.
    """
    source = Registry(registry)
    refs = [row.ref for row in source.search(Query(state=state, text=text)).rows]
    environments = len({ref.partition("@")[0] for ref in refs})
    headline(f"{len(refs)} versions of {environments} environments from {registry} into {target}")
    with Steps("pack", environments) as steps:
        new = transfer(source, Registry(target), refs, steps.step)
    say(f"{new} versions were new; use it with --registry {target}")
    return 0
