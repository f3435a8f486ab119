"""Is the registry what it says? Schema, digests, reviews, version numbers, goldens, lock files; history against Git."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing

from scaler.environment import Frozen
from scaler.errors import EntryNotFound, InstanceError, LockError, RegistryError, ReviewRefused
from scaler.registry.evidence import failed_gate
from scaler.registry.files import digest_of, restore
from scaler.registry.golden import changed_levels, golden, scale_key
from scaler.registry.history import Finding, changes_since
from scaler.registry.index import SCHEMA, Query, add_rows, search
from scaler.registry.lock import read_lock
from scaler.registry.manifest import Version, read_version, to_files, version_key
from scaler.registry.pack import Pack
from scaler.registry.provenance import missing_provenance
from scaler.registry.review import Entry, require_allowed
from scaler.registry.store import Registry
from scaler.sandbox import Sandbox

REPUBLISH = "a published version is never mended in place: publish a new one"


def counted(count: int, noun: str) -> str:
    """`1 finding`, `2 findings`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


class Report(Frozen):
    """What a check came to. `levels` counts the levels whose golden was computed again; `history` says against what."""

    findings: tuple[Finding, ...]
    environments: int
    versions: int
    levels: int
    locks: int
    history: str


def check(
    registry: Registry,
    sandbox: Sandbox | None,
    base: str | None = None,
    progress: Callable[[str], None] = lambda line: None,
) -> Report:
    """Check everything; `progress` hears a line as each environment is done.

    Without a sandbox no golden is computed again. `base` is a commit under which nothing published may have changed;
    None compares with no history, as for a pack. Raises SandboxFailure, which says nothing about the registry,
    EntryNotFound when there is none, and RegistryError when `base` is no commit.
    """
    if not registry.root.exists():
        raise EntryNotFound(f"there is no registry {registry.root}", fix="name it: --registry PATH")
    findings, versions, levels = [], 0, 0
    names = registry.names()
    for name in names:
        found, sound = _environment(registry, name)
        replayed = 0
        if sandbox is not None:
            for ref, version in sound.items():
                if registry.state(ref) in ("candidate", "approved", "deprecated"):
                    found += _replay(registry, ref, version, sandbox)
                    replayed += len(version.manifest.golden)
        versions, levels = versions + len(registry.versions(name)), levels + replayed
        findings += found
        verdict = counted(len(found), "finding") if found else "ok"
        progress(f"{name:<28} {verdict}, {counted(replayed, 'level')} computed again")
    lock_findings, locks = _locks(registry)
    if isinstance(registry.store, Pack):
        findings += _pack_index(registry.store)
    history: list[Finding] = []
    against = "not compared with any history"
    if base is not None and not isinstance(registry.store, Pack):
        history, against = changes_since(registry.root, base)
    return Report(
        findings=(*findings, *lock_findings, *history),
        environments=len(names),
        versions=versions,
        levels=levels,
        locks=locks,
        history=against,
    )


def _environment(registry: Registry, name: str) -> tuple[list[Finding], dict[str, Version]]:
    """What is wrong with an environment, and those of its versions whose files are as they were reviewed."""
    place = registry.store.where(name, "entry.yaml")
    try:
        entry = registry.entry(name)
    except RegistryError as error:
        return [_finding(error, place)], {}
    numbers = registry.versions(name)
    findings = []
    if entry.name != name:
        findings.append(Finding(where=place, problem=f"it is named {entry.name!r}", fix=restore(place)))
    for review in entry.reviews:
        if review.version not in numbers:
            problem = f"it reviews version {review.version}, which does not exist"
            findings.append(Finding(where=place, problem=problem, fix=restore(registry.store.where(name, ""))))
    sound: dict[str, Version] = {}
    for number in numbers:
        where = registry.store.where(name, number)
        try:
            files = registry.store.files(name, number)
            version = read_version(files, where)
        except RegistryError as error:
            findings.append(_finding(error, where))
            continue
        digest = digest_of(files)
        findings += [*_version(entry, number, version, files, where), *_reviews(entry, version, digest, where)]
        if all(review.digest == digest for review in entry.reviews if review.version == number):
            sound[f"{name}@{number}"] = version
    return [*findings, *_majors(registry, name, sound)], sound


def _version(entry: Entry, number: str, version: Version, files: Mapping[str, bytes], where: str) -> Iterator[Finding]:
    manifest = version.manifest

    def found(problem: str, fix: str) -> Finding:
        return Finding(where=where, problem=problem, fix=fix)

    if (manifest.name, manifest.version) != (entry.name, number):
        yield found(f"the manifest says {manifest.name}@{manifest.version}", restore(where))
    if strange := sorted(files.keys() - to_files(version).keys()):
        yield found(f"files that no version has: {', '.join(strange)}", f"delete them: {' '.join(strange)}")
    if missing := missing_provenance(manifest.provenance):
        yield found(f"the provenance does not say {', '.join(missing)}", REPUBLISH)
    if manifest.passed != (bool(version.evidence) and not failed_gate(version.evidence)):
        said = "passed" if manifest.passed else "failed"
        yield found(f"the manifest says that the gates were {said}, the evidence says otherwise", REPUBLISH)
    levels = [scale_key(scale) for scale in manifest.spec.levels]
    if manifest.passed and sorted(manifest.golden) != sorted(levels):
        yield found("the golden does not cover exactly the levels", REPUBLISH)


def _reviews(entry: Entry, version: Version, digest: str, where: str) -> Iterator[Finding]:
    """The reviews of a version, made again one by one under the rules, and each bound to the files as they are."""
    number = version.manifest.version
    reviews = [review for review in entry.reviews if review.version == number]
    if not reviews:
        fix = "run the same synthesis again: it completes it"
        yield Finding(where=where, problem="no review: its publication was cut short", fix=fix)
    so_far = entry.model_copy(update={"reviews": ()})
    for review in reviews:
        if review.digest != digest:
            problem = (
                f"its files changed after the review of {review.time}: digest {digest[:12]}, not {review.digest[:12]}"
            )
            yield Finding(where=where, problem=problem, fix=restore(where))
            return
        try:
            require_allowed(so_far, version.manifest, review)
        except ReviewRefused as refused:
            problem = f"the review of {review.time} breaks the rules: {refused.message}"
            yield Finding(where=where, problem=problem, fix="take the block out of entry.yaml, or restore it with git")
        so_far = so_far.model_copy(update={"reviews": (*so_far.reviews, review)})


def _majors(registry: Registry, name: str, versions: Mapping[str, Version]) -> Iterator[Finding]:
    """Within a MAJOR, levels that two versions share have the same golden."""
    first: dict[tuple[int, str], tuple[str, str]] = {}
    for ref, version in versions.items():
        major = version_key(version.manifest.version)[0]
        for level, value in version.manifest.golden.items():
            before, expected = first.setdefault((major, level), (ref, value))
            if changed_levels({level: expected}, {level: value}):
                where = registry.store.where(name, version.manifest.version)
                problem = f"level {level} is not as in {before}, so the version must be {major + 1}.0 or higher"
                yield Finding(where=where, problem=problem, fix=REPUBLISH)
                break


def _replay(registry: Registry, ref: str, version: Version, sandbox: Sandbox) -> list[Finding]:
    """Compute the golden again."""
    if not version.manifest.passed:
        return []
    try:
        now = golden(registry.load(ref, sandbox))
    except (InstanceError, RegistryError) as error:
        return [_finding(error, registry.where(ref))]
    changed = changed_levels(version.manifest.golden, now)
    if not changed:
        return []
    problem = f"instances or scores are not those of the golden at {'; '.join(changed)}"
    fix = f"compare scaler doctor's interpreter and compiler with the manifest's; or scaler review yank {ref}"
    return [Finding(where=registry.where(ref), problem=problem, fix=fix)]


def _pack_index(pack: Pack) -> list[Finding]:
    """A pack brings its index along: it must be the one that its versions make."""
    with closing(sqlite3.connect(":memory:")) as fresh, pack.index() as given:
        fresh.executescript(SCHEMA)
        for name in pack.names():
            add_rows(fresh, pack, name)
        if search(fresh, Query()) == search(given, Query()):
            return []
    return [
        Finding(where=str(pack.root), problem="its index is not that of its versions", fix=restore(f"{pack.root}:"))
    ]


def _locks(registry: Registry) -> tuple[list[Finding], int]:
    paths = sorted(registry.sets.glob("*.lock")) if registry.sets.is_dir() else []
    findings = []
    for path in paths:
        again = f"lock again: scaler lock {path.stem}"
        try:
            for locked in read_lock(path).environments:
                if registry.digest(locked.ref) != locked.sha256:
                    problem = f"{locked.ref} is not what it was when it was locked"
                    findings.append(Finding(where=str(path), problem=problem, fix=again))
                elif (state := registry.state(locked.ref)) != "approved":
                    findings.append(Finding(where=str(path), problem=f"{locked.ref} is {state}", fix=again))
        except (LockError, RegistryError) as error:
            findings.append(_finding(error, str(path)))
    return findings, len(paths)


def _finding(error: RegistryError | InstanceError, where: str) -> Finding:
    return Finding(where=where, problem=error.message.removeprefix(f"{where}: "), fix=error.fix or REPUBLISH)
