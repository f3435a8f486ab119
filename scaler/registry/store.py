"""The registry: publish, list, resolve, review, load. What holds it is a tree of files or a pack."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from scaler.environment import Environment
from scaler.errors import EntryBroken, EntryNotFound, RegistryError
from scaler.registry import index
from scaler.registry.contract import Store
from scaler.registry.files import digest_of
from scaler.registry.golden import changed_levels
from scaler.registry.index import Found, Overview, Query, Row
from scaler.registry.manifest import REF, Manifest, Version, read_manifest, read_version, to_files, version_key
from scaler.registry.pack import SUFFIX, Pack
from scaler.registry.review import GATES, Entry, Review, State, decide, entry_content
from scaler.registry.tree import Tree
from scaler.sandbox import Sandbox

T = TypeVar("T")
_DIGEST = re.compile(r"(?:sha256:)?([0-9a-f]{12,64})")


class Registry:
    """Environments under `root`: a folder, or a pack (a file whose name ends in `.pack`).

    Safe with many writers at once; a kill at any moment loses and doubles nothing.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.store: Store = Pack(root) if root.suffix == SUFFIX else Tree(root)

    @property
    def packed(self) -> bool:
        """Whether it is a pack: one file, without Git."""
        return isinstance(self.store, Pack)

    @property
    def sets(self) -> Path:
        """The folder of the lock files."""
        return self.store.sets

    def names(self) -> list[str]:
        """All environments' names, sorted."""
        return self.store.names()

    def versions(self, name: str) -> list[str]:
        """The versions of an environment, oldest first. Raises EntryNotFound."""
        found = self.store.versions(name)
        if not found:
            raise EntryNotFound(
                f"no environment {name!r} in {self.root}", fix=f"scaler env list --registry {self.root}"
            )
        return found

    def rows(self, state: State | None = None) -> list[Row]:
        """One row a version, by name and version; only those in `state` when it is given."""
        return list(self.search(Query(state=state)).rows)

    def search(self, query: Query) -> Found:
        """The rows that a query finds, from the index: no version is read."""
        return self._ask(lambda database: index.search(database, query))

    def overview(self, query: Query) -> Overview:
        """What a query finds, among how many of each state, kind, source and gate, and what cannot be read at all."""
        return self._ask(
            lambda database: Overview(
                found=index.search(database, query), facets=index.facets(database), broken=index.broken(database)
            )
        )

    def resolve(self, ref: str) -> str:
        """`name@version` for a reference.

        `name@version` stands for itself, `name` for its newest approved version or else its newest, a digest (12
        digits of it or more, with or without `sha256:`) for the version that has it.
        Raises EntryNotFound; what the wish cannot mean is an error, never a guess.
        """
        match = REF.fullmatch(ref)
        digest = _DIGEST.fullmatch(ref)
        if digest is not None and not (match and self.store.versions(ref)):
            return self._with_digest(digest[1])
        if match is None:
            raise EntryNotFound(f"{ref!r} is no reference", fix="write name, name@1.0 or sha256:DIGEST")
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
        self.versions(name)
        return index.entry_of(self.store, name)

    def manifest(self, ref: str) -> Manifest:
        name, version = self._parts(ref)
        return read_manifest(self.store.manifest(name, version), self.store.where(name, version))

    def files(self, ref: str) -> dict[str, bytes]:
        """The version's files as they are now, by path. Raises EntryBroken."""
        return self.store.files(*self._parts(ref))

    def version(self, ref: str) -> Version:
        name, version = self._parts(ref)
        return read_version(self.store.files(name, version), self.store.where(name, version))

    def digest(self, ref: str) -> str:
        """The digest of the version's files as they are now."""
        return digest_of(self.files(ref))

    def state(self, ref: str) -> State:
        name, version = self._parts(ref)
        return self.entry(name).state(version)

    def previous(self, ref: str) -> str | None:
        """The version before this one; None for the first."""
        name, version = self._parts(ref)
        earlier = [other for other in self.versions(name) if version_key(other) < version_key(version)]
        return f"{name}@{earlier[-1]}" if earlier else None

    def where(self, ref: str) -> str:
        """The version's place, for messages."""
        return self.store.where(*self._parts(ref))

    def load(self, ref: str, sandbox: Sandbox) -> Environment:
        """The environment behind a reference. Raises EntryBroken when its files are not those that were reviewed."""
        name, number = self._parts(ref)
        ref = f"{name}@{number}"
        review = self.entry(name).last(number)
        files = self.store.files(name, number)
        if review is not None and digest_of(files) != review.digest:
            raise EntryBroken(
                f"{ref}: files changed since the review of {review.time}",
                fix=f"git checkout -- {self.where(ref)}, or publish a new version",
            )
        version = read_version(files, self.where(ref))
        if not version.manifest.oracles or not version.manifest.spec.levels:
            raise EntryBroken(f"{ref} was rejected before it had oracles and levels", fix=f"scaler review show {ref}")
        return Environment(ref, version.manifest.spec, version.programs, version.manifest.oracles, sandbox)

    def publish(self, version: Version, reason: str) -> str:
        """Write a version and return its reference; `version.manifest.version` is chosen here.

        The same inputs again return the version that they made before. A golden that changes on a shared level makes
        a new MAJOR, anything else a new MINOR. What failed a gate is published as rejected, with its evidence.
        Raises RegistryError for a version that could not be read back.
        """
        name = version.manifest.name
        if REF.fullmatch(name) is None or "@" in name or name == "sets":
            raise RegistryError(f"{name!r} cannot name an environment", fix="use a-z, 0-9 and single '-'; not 'sets'")
        with self.writing(name):
            manifests = {number: self.manifest(f"{name}@{number}") for number in self.store.versions(name)}
            number = next((n for n, m in manifests.items() if m.inputs == version.manifest.inputs), None)
            if number is None:
                number = _next_version(manifests, version.manifest)
                numbered = version.model_copy(
                    update={"manifest": version.manifest.model_copy(update={"version": number})}
                )
                files = to_files(numbered)
                _require_faithful(numbered, files)
                self.store.add(name, number, files)
            self._first_review(name, number, reason)
        return f"{name}@{number}"

    def review(self, ref: str, state: State, reviewer: str, reason: str) -> Review:
        """Append a review. Raises ReviewRefused, EntryNotFound."""
        ref = self.resolve(ref)
        name = ref.partition("@")[0]
        with self.writing(name):
            entry = decide(self.entry(name), self.manifest(ref), self.digest(ref), state, reviewer, reason)
            self.store.put_entry(name, entry_content(entry))
        return entry.reviews[-1]

    def writing(self, name: str | None = None) -> AbstractContextManager[None]:
        """Hold the writers' lock; `name` is the environment to be written, None may be any."""
        return self.store.writing(name)

    def _first_review(self, name: str, number: str, reason: str) -> None:
        """The gates' own review of a version that has none yet."""
        entry, manifest = self.entry(name), self.manifest(f"{name}@{number}")
        if entry.last(number) is None:
            state: State = "candidate" if manifest.passed else "rejected"
            review = Review(
                version=number,
                digest=self.digest(f"{name}@{number}"),
                state=state,
                reviewer=GATES,
                time=_time(manifest),
                reason=reason,
            )
            entry = entry.model_copy(update={"reviews": (*entry.reviews, review)})
            self.store.put_entry(name, entry_content(entry))

    def _ask(self, question: Callable[[sqlite3.Connection], T]) -> T:
        """The index's answer; damage may show only where it is read, and then the index is built anew, once."""
        try:
            with self.store.index() as database:
                return question(database)
        except (sqlite3.DatabaseError, ValidationError):
            self.store.forget_index()
            with self.store.index() as database:
                return question(database)

    def _parts(self, ref: str) -> tuple[str, str]:
        name, _, version = self.resolve(ref).partition("@")
        return name, version

    def _with_digest(self, start: str) -> str:
        found = self._ask(lambda database: index.with_digest(database, start))
        found = [ref for ref in found if digest_of(self.store.files(*ref.split("@"))).startswith(start)]
        if len(found) != 1:
            many = f"more than one version's digest starts with {start}: {', '.join(found)}"
            raise EntryNotFound(
                many if found else f"no version in {self.root} has the digest {start}",
                fix="write more of it, or name@version" if found else f"scaler env list --registry {self.root}",
            )
        return found[0]


def _next_version(manifests: Mapping[str, Manifest], new: Manifest) -> str:
    if not manifests:
        return "1.0"
    major, minor = max(version_key(number) for number in manifests)
    for number, manifest in manifests.items():
        if version_key(number)[0] == major and changed_levels(manifest.golden, new.golden):
            return f"{major + 1}.0"
    return f"{major}.{minor + 1}"


def _require_faithful(version: Version, files: Mapping[str, bytes]) -> None:
    """What is immutable must be right at once: a version is read back before it is written."""
    back = read_version(files, f"{version.manifest.name}@{version.manifest.version}")
    if json.dumps(back.model_dump(mode="json")) != json.dumps(version.model_dump(mode="json")):
        raise RegistryError(f"{version.manifest.name}: what would be written does not read back the same")


def _time(manifest: Manifest) -> str:
    time = manifest.provenance.get("time")
    if not isinstance(time, str):
        raise RegistryError(f"{manifest.name}: the provenance has no time")
    return time
