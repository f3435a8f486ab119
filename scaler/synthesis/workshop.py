"""Everything that synthesis works with, and the settings that it is opened from."""

from __future__ import annotations

import hashlib
import json
import secrets
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from pydantic import ConfigDict, Field

from scaler.environment import Frozen
from scaler.errors import EndpointError
from scaler.llm import LLM, Admit, Ledger, LLMConfig, PromptLibrary, open_llm
from scaler.problems import Problem
from scaler.progress import say
from scaler.registry import Registry
from scaler.resources import shipped
from scaler.sandbox import Sandbox, open_sandbox
from scaler.synthesis.plan import BATCH
from scaler.synthesis.remote import Remote
from scaler.validation import (
    Library,
    Thresholds,
    load_thresholds,
    open_library,
    read_benchmarks,
    read_shelf,
    write_shelf,
)

PIPELINE = "2"
"""Raise it when the same problem, completions and thresholds would give another environment."""

PROMPTS = ("analysis", "generator", "question", "verifier", "solver", "repair")


class SynthesisConfig(Frozen):
    """Settings of a synthesis run."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    llm: LLMConfig
    """Model, recording and budget."""

    registry: Path = Path("env_registry")
    """Where drafts are published."""

    work: Path = Path("runs/synthesis")
    """Where outcomes, the ledger and the funnel are kept; a run with the same folder resumes."""

    prompts: Path | None = None
    """Folder of prompts; None takes those that come with SCALER."""

    thresholds: Path | None = None
    """The gates' thresholds; None takes those that come with SCALER."""

    benchmarks: Path | None = None
    """Texts that no environment may quote: a folder of `.txt` files, or JSONL with `id` and `text`."""

    repairs: int = Field(default=1, ge=0)
    """How often a failed draft goes back to the model with the evidence."""

    workers: int = Field(default=2, ge=1)
    """Problems of a batch worked on at a time."""

    batch: int = Field(default=BATCH, ge=1)
    """Problems in a batch, the unit that is given to a thread or to a core of a cluster."""

    seed: int = Field(default=0, ge=0)
    """Seed of validation's draws."""

    resume: bool = True
    """Whether outcomes of an earlier run in the same work folder stand, as long as nothing they rest on changed."""

    def absolute(self) -> SynthesisConfig:
        """The same with absolute paths: processes that work for a run may have another working directory."""
        paths = {name: value.absolute() for name, value in self if isinstance(value, Path)}
        within = {name: value.absolute() for name, value in self.llm if isinstance(value, Path)}
        return self.model_copy(update={**paths, "llm": self.llm.model_copy(update=within)})


@dataclass(frozen=True)
class Workshop:
    """What a config opens."""

    config: SynthesisConfig
    llm: LLM
    ledger: Ledger
    prompts: PromptLibrary
    sandbox: Sandbox
    registry: Registry
    thresholds: Thresholds
    benchmarks: Mapping[str, str] = field(default_factory=dict)
    """Texts that no environment may quote, by title."""
    shelf: Path | None = None
    """Where the run that this workshop works for keeps its library; None: this is the run's own workshop."""
    stopping: threading.Event = field(default_factory=threading.Event)
    """Set when the run ends early: no further problem is started, and no further call made."""

    @cached_property
    def library(self) -> Library:
        """What drafts must differ from: benchmark texts, and the registry as it was when the first draft was compared.

        Large registries take their time to read; a run with nothing left to do never asks.
        """
        if self.shelf is not None:
            return read_shelf(self.shelf, self.benchmarks)
        library = open_library(self.registry, self.benchmarks)
        for name, why in library.unread.items():
            say(f"  not compared with {name}: {why}")
        return library

    @cached_property
    def published(self) -> dict[str, str]:
        """Reference -> digest of the registry's versions when this was first asked, from the index."""
        return {row.ref: row.digest for row in self.registry.rows()}

    @cached_property
    def _unquotable(self) -> str:
        """Hash of the benchmark texts; empty for none."""
        return hashlib.sha256(repr(dict(self.benchmarks)).encode()).hexdigest() if self.benchmarks else ""

    @cached_property
    def identity(self) -> str:
        """Hash of what the outcomes of all problems rest on, apart from the problems and the completions."""
        return self._hash([], [])

    def inputs(self, problem: Problem, twin: str | None = None) -> str:
        """Hash of everything that decides a problem's outcome but the completions themselves.

        Of what drafts must differ from, benchmark texts count; the registry grows with every run, and what was
        published stands.
        """
        return self._hash([problem.digest], [twin or ""])

    def _hash(self, digest: list[str], twin: list[str]) -> str:
        parts = [
            PIPELINE,
            *digest,
            self.config.llm.model,
            self.config.llm.sampling.model_dump_json(),
            self.thresholds.model_dump_json(),
            str((self.config.repairs, self.config.seed)),
            *twin,
            self._unquotable,
            *(self.prompts.hash(step) for step in PROMPTS),
        ]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()

    @contextmanager
    def remote(self) -> Iterator[Remote]:
        """What other processes need to work for this run, for as long as the block runs."""
        folders = (self.config.registry, self.config.work, self.config.llm.recording)
        for folder in folders:
            folder.mkdir(parents=True, exist_ok=True)
        shelf = self.config.work / f".library-{secrets.token_hex(6)}.jsonl"
        write_shelf(self.library, shelf)
        try:
            yield Remote(shelf=shelf, folders=folders)
        finally:
            shelf.unlink(missing_ok=True)


@contextmanager
def open_workshop(
    config: SynthesisConfig, admit: Admit | None = None, remote: Remote | None = None
) -> Iterator[Workshop]:
    """Open model, ledger, prompts and sandbox; the sandbox is closed at the end.

    `admit` as for `open_llm`; `remote` when this process works for the run of another. Raises ConfigError.
    """
    registry = Registry(config.registry)
    if remote is not None:
        remote.require_folders()
    ledger = Ledger(config.llm, config.work / "ledger.jsonl")
    stopping = threading.Event()

    def may_ask() -> None:
        if stopping.is_set():
            raise EndpointError("not asked: the run was stopped", fix="run the same again: it goes on from here")
        if admit is not None:
            admit()

    with open_sandbox(None if remote is None else 1) as sandbox:
        workshop = Workshop(
            config=config,
            llm=open_llm(config.llm, ledger, may_ask),
            ledger=ledger,
            prompts=PromptLibrary(config.prompts or shipped("prompts")),
            sandbox=sandbox,
            registry=registry,
            thresholds=load_thresholds(config.thresholds),
            benchmarks=read_benchmarks(config.benchmarks),
            shelf=None if remote is None else remote.shelf,
            stopping=stopping,
        )
        try:
            yield workshop
        finally:
            stopping.set()


_shared: dict[str, tuple[Workshop, ExitStack, int]] = {}
_sharing = threading.Lock()


@contextmanager
def shared_workshop(
    config: SynthesisConfig, admit: Admit | None = None, remote: Remote | None = None
) -> Iterator[Workshop]:
    """The workshop of this config that is open in this process already, or else a new one.

    Batches of one run share model, budget and sandbox this way wherever they land: in threads of one process, or in
    worker processes of a cluster. It is closed when the last one leaves. `admit` and `remote`, as for `open_workshop`,
    are its opener's.
    """
    key = config.model_dump_json()  # a config may hold a mapping, which has no hash
    with _sharing:
        if key in _shared:
            workshop, stack, users = _shared[key]
        else:
            stack, users = ExitStack(), 0
            workshop = stack.enter_context(open_workshop(config, admit, remote))
        _shared[key] = (workshop, stack, users + 1)
    try:
        yield workshop
    finally:
        with _sharing:
            workshop, stack, users = _shared.pop(key)
            if users > 1:
                _shared[key] = (workshop, stack, users - 1)
            else:
                stack.close()
