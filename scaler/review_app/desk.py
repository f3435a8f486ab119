"""What the page shows and does, as data: the queue, an entry, an instance, a decision. No HTTP, no HTML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from scaler.environment import Scale, Score
from scaler.errors import ConfigError, RegistryError
from scaler.registry import (
    FileDiff,
    Manifest,
    Overview,
    Query,
    Registry,
    Review,
    State,
    Version,
    allowed_states,
    diff_files,
    digest_of,
    dump_yaml,
    read_version,
)
from scaler.review_app.evidence import Gate, read_gate
from scaler.review_app.look import Look, look, read_scale, read_shape, try_answer
from scaler.sandbox import Sandbox

PAGE = 100
MAX_DIGITS = 6  # of a level, leading zeros and all
_STATES: tuple[State, ...] = get_args(State)


@dataclass(frozen=True)
class EntryPage:
    """One version and all that a reviewer needs to decide on it.

    `allowed` are the states that it can become now. `changed` says that its files are not those that were reviewed.
    """

    ref: str
    version: Version
    digest: str
    state: State
    reviews: tuple[Review, ...]
    allowed: tuple[State, ...]
    changed: bool
    gates: tuple[Gate, ...]
    previous: str | None
    diff: tuple[FileDiff, ...]
    versions: tuple[str, ...]
    files: Mapping[str, bytes]

    @property
    def manifest(self) -> Manifest:
        return self.version.manifest


@dataclass(frozen=True)
class Decision:
    """What became of one decision: the review block that was written, and its file; or why it was refused."""

    ref: str
    block: str = ""
    path: str = ""
    refusal: str = ""
    fix: str = ""


@dataclass(frozen=True)
class Desk:
    """One registry, one sandbox, one reviewer."""

    registry: Registry
    sandbox: Sandbox
    reviewer: str

    def queue(self, query: Query) -> Overview:
        return self.registry.overview(query)

    def step(self, ref: str, query: Query, by: int) -> str | None:
        """The entry `by` places after `ref` in the query's order; from its head where `ref` is no longer in it."""
        refs = [row.ref for row in self.registry.search(query.model_copy(update={"offset": 0, "limit": None})).rows]
        if ref not in refs:
            return refs[0] if refs else None
        index = refs.index(ref) + by
        return refs[index] if 0 <= index < len(refs) else None

    def entry(self, ref: str) -> EntryPage:
        """Raises RegistryError."""
        ref = self.registry.resolve(ref)
        name, _, number = ref.partition("@")
        files = self.registry.files(ref)
        version = read_version(files, self.registry.where(ref))
        entry = self.registry.entry(name)
        last = entry.last(number)
        previous = self.registry.previous(ref)
        gates = [read_gate(item, version.manifest.spec.fold) for item in version.evidence]
        return EntryPage(
            ref=ref,
            version=version,
            digest=digest_of(files),
            state=entry.state(number),
            reviews=tuple(review for review in reversed(entry.reviews) if review.version == number),
            allowed=allowed_states(entry, number),
            changed=last is not None and last.digest != digest_of(files),
            gates=tuple(sorted(gates, key=lambda gate: gate.passed)),
            previous=previous,
            diff=tuple(diff_files(self.registry.files(previous), files)) if previous else (),
            versions=tuple(self.registry.versions(name)),
            files=files,
        )

    def scale(self, version: Version, values: Mapping[str, str]) -> Scale:
        """The scale that is asked for: `scale` as `n=4,m=12`, or else the number of a `level`. Raises ConfigError."""
        levels = version.manifest.spec.levels
        if text := values.get("scale"):
            return read_scale(version, text)
        level = values.get("level", "0")
        if not level.isdecimal() or len(level) > MAX_DIGITS or int(level) >= len(levels):
            last = len(levels) - 1
            raise ConfigError(f"{version.ref} has no level {level!r}", fix=f"choose 0 to {last}" if levels else None)
        return levels[int(level)]

    def look(self, version: Version, values: Mapping[str, str]) -> Look:
        """The instance that is asked for. Raises ConfigError, SandboxFailure."""
        seed = values.get("seed") or "0"
        if not seed.removeprefix("-").isdecimal() or len(seed) > 18:
            raise ConfigError(f"{seed!r} is no seed", fix="write an integer of at most 18 digits")
        scale, shape = self.scale(version, values), read_shape(values.get("shape"))
        return look(version, scale, int(seed), self.sandbox, solver=values.get("solver") == "1", shape=shape)

    def try_answer(self, version: Version, values: Mapping[str, str]) -> tuple[Look, Score | None]:
        """The score of `values["answer"]`; None where there is no instance. A lone answer is put into a box."""
        seen = self.look(version, {**values, "solver": ""})
        text = values.get("answer", "")
        if "\\boxed" not in text:
            text = f"\\boxed{{{text}}}"
        return seen, try_answer(version, seen.instance, text, self.sandbox) if seen.instance else None

    def decide(self, refs: Sequence[str], state: str, reason: str) -> list[Decision]:
        """Write a review for each; one that is refused holds up none of the others. Raises ConfigError."""
        wanted = next((known for known in _STATES if known == state), None)
        if wanted is None:
            raise ConfigError(f"{state!r} is no decision", fix="choose one")
        if not refs:
            raise ConfigError("nothing was selected", fix="mark the entries that the decision is about")
        return [self._decide(ref, wanted, reason) for ref in dict.fromkeys(refs)]

    def _decide(self, ref: str, state: State, reason: str) -> Decision:
        try:
            review = self.registry.review(ref, state, self.reviewer, reason)
        except RegistryError as error:
            return Decision(ref, refusal=error.message, fix=error.fix or "")
        path = self.registry.store.where(ref.partition("@")[0], "entry.yaml")
        return Decision(ref, block=dump_yaml([review.model_dump(mode="json")]), path=path)
