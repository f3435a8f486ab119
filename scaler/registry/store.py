"""The registry on disk: publish, list, resolve, review, load."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from scaler.environment import Environment, Frozen
from scaler.errors import EntryBroken, EntryNotFound, RegistryError
from scaler.files import write_folder
from scaler.registry.files import exclusive, folder_digest
from scaler.registry.manifest import (
    REF,
    Manifest,
    Version,
    read_manifest,
    read_version,
    to_files,
    version_key,
)
from scaler.registry.review import GATES, Entry, Review, State, decide, read_entry, write_entry
from scaler.sandbox import Sandbox


class Row(Frozen):
    """One version, as a list shows it."""

    ref: str
    title: str
    state: State
    kind: str
    levels: int
    source: str
    reviewer: str
    reason: str


class Registry:
    """A folder of environments. Safe with many writers at once; a kill at any moment loses and doubles nothing."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def names(self) -> list[str]:
        """All environments' names, sorted."""
        if not self.root.is_dir():
            return []
        return sorted(p.name for p in self.root.iterdir() if REF.fullmatch(p.name) and any(self._versions(p)))

    def versions(self, name: str) -> list[str]:
        """The versions of an environment, oldest first. Raises EntryNotFound."""
        found = sorted(self._versions(self.root / name), key=version_key)
        if not found:
            raise EntryNotFound(
                f"no environment {name!r} in {self.root}", fix=f"scaler env list --registry {self.root}"
            )
        return found

    def rows(self, state: State | None = None) -> list[Row]:
        """One row a version, by name and version; only those in `state` when it is given."""
        rows = [self._row(name, version) for name in self.names() for version in self.versions(name)]
        return [row for row in rows if state in (None, row.state)]

    def resolve(self, ref: str) -> str:
        """`name@version` as it is, if it exists; `name` becomes its newest approved version, or else its newest.

        Raises EntryNotFound; what the wish cannot mean is an error, never a guess.
        """
        match = REF.fullmatch(ref)
        if match is None:
            raise EntryNotFound(f"{ref!r} is no reference", fix="write name or name@1.0")
        name, version = match["name"], match["version"]
        versions = self.versions(name)
        if version is None:
            entry = self.entry(name)
            approved = [v for v in versions if entry.state(v) == "approved"]
            return f"{name}@{(approved or versions)[-1]}"
        if version not in versions:
            raise EntryNotFound(f"{name} has no version {version}", fix=f"it has {', '.join(versions)}")
        return ref

    def entry(self, name: str) -> Entry:
        """The environment's entry; one that was never written (a killed publication) is a bare candidate."""
        folder = self.root / name
        if (folder / "entry.yaml").exists():
            return read_entry(folder)
        return Entry(name=name, title=read_manifest(folder / self.versions(name)[-1]).spec.title)

    def manifest(self, ref: str) -> Manifest:
        return read_manifest(self.folder(ref))

    def version(self, ref: str) -> Version:
        return read_version(self.folder(ref))

    def digest(self, ref: str) -> str:
        """The digest of the version's folder as it is now."""
        return folder_digest(self.folder(ref))

    def state(self, ref: str) -> State:
        name, _, version = self.resolve(ref).partition("@")
        return self.entry(name).state(version)

    def folder(self, ref: str) -> Path:
        name, _, version = self.resolve(ref).partition("@")
        return self.root / name / version

    def load(self, ref: str, sandbox: Sandbox) -> Environment:
        """The environment behind a reference. Raises EntryBroken when its files are not those that were reviewed."""
        ref = self.resolve(ref)
        name, _, number = ref.partition("@")
        review = self.entry(name).last(number)
        if review is not None and self.digest(ref) != review.digest:
            raise EntryBroken(
                f"{ref}: files changed since the review of {review.time}",
                fix=f"git checkout -- {self.folder(ref)}, or publish a new version",
            )
        version = self.version(ref)
        if not version.manifest.oracles or not version.manifest.spec.levels:
            raise EntryBroken(f"{ref} was rejected before it had oracles and levels", fix=f"scaler review show {ref}")
        return Environment(ref, version.manifest.spec, version.programs, version.manifest.oracles, sandbox)

    def publish(self, version: Version, reason: str) -> str:
        """Write a version and return its reference; `version.manifest.version` is chosen here.

        The same inputs again return the version that they made before. A golden that changes on a shared level makes
        a new MAJOR, anything else a new MINOR. What failed a gate is published as rejected, with its evidence.
        """
        name = version.manifest.name
        with exclusive(self.root):
            folder = self.root / name
            manifests = {number: read_manifest(folder / number) for number in self._versions(folder)}
            number = next((n for n, m in manifests.items() if m.inputs == version.manifest.inputs), None)
            if number is None:
                number = _next_version(manifests, version.manifest)
                numbered = version.manifest.model_copy(update={"version": number})
                write_folder(folder / number, to_files(version.model_copy(update={"manifest": numbered})))
            ref = f"{name}@{number}"
            entry = self.entry(name)
            if entry.last(number) is None:
                digest = self.digest(ref)
                manifest = self.manifest(ref)
                if manifest.passed:
                    first = Review(
                        version=number,
                        digest=digest,
                        state="candidate",
                        reviewer=GATES,
                        time=_time(manifest),
                        reason=reason,
                    )
                    entry = entry.model_copy(update={"reviews": (*entry.reviews, first)})
                else:
                    entry = decide(entry, manifest, digest, "rejected", GATES, reason)
                write_entry(folder, entry)
        return ref

    def review(self, ref: str, state: State, reviewer: str, reason: str) -> Review:
        """Append a review. Raises ReviewRefused, EntryNotFound."""
        ref = self.resolve(ref)
        with exclusive(self.root):
            manifest = self.manifest(ref)
            entry = decide(self.entry(manifest.name), manifest, self.digest(ref), state, reviewer, reason)
            write_entry(self.root / manifest.name, entry)
        return entry.reviews[-1]

    def _versions(self, folder: Path) -> Iterator[str]:
        if folder.is_dir():
            for path in folder.iterdir():
                if path.is_dir() and REF.fullmatch(f"x@{path.name}"):
                    yield path.name

    def _row(self, name: str, number: str) -> Row:
        entry, manifest = self.entry(name), read_manifest(self.root / name / number)
        review = entry.last(number)
        return Row(
            ref=f"{name}@{number}",
            title=manifest.spec.title,
            state=entry.state(number),
            kind=manifest.spec.answer.kind,
            levels=len(manifest.spec.levels),
            source=manifest.origin.source,
            reviewer=review.reviewer if review else "",
            reason=review.reason if review else "",
        )


def _next_version(manifests: dict[str, Manifest], new: Manifest) -> str:
    if not manifests:
        return "1.0"
    major, minor = max(version_key(number) for number in manifests)
    for number, manifest in manifests.items():
        old = manifest.golden
        if version_key(number)[0] == major and any(old[k] != new.golden[k] for k in old.keys() & new.golden.keys()):
            return f"{major + 1}.0"
    return f"{major}.{minor + 1}"


def _time(manifest: Manifest) -> str:
    time = manifest.provenance.get("time")
    if not isinstance(time, str):
        raise RegistryError(f"{manifest.name}: the provenance has no time")
    return time
