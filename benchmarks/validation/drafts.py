"""Sound drafts of the bundled problems, from the recorded dialogues with the model."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from scaler.errors import LLMError
from scaler.llm import LLM, Ledger, LLMConfig, PromptLibrary, open_llm
from scaler.problems import Problem, read_problems
from scaler.resources import shipped
from scaler.sandbox import Sandbox
from scaler.synthesis.author import Author
from scaler.synthesis.parts import Flaw
from scaler.validation import Draft, load_thresholds, validate

REPAIRS = 2
RECORDING = "examples/recordings/bundled"


def bundled_problems() -> list[Problem]:
    """By id."""
    return sorted(read_problems(shipped("examples/problems")).problems, key=lambda problem: problem.id)


def recorded(folder: Path, files: Path | None = None) -> LLM:
    """Completions of the shipped recording; with `files`, loose ones, of which `folder` then takes the record."""
    if files is None:
        config = LLMConfig(mode="replay", model="recorded", recording=shipped(RECORDING))
    else:
        config = LLMConfig(mode="files", model="recorded", recording=folder, files=files)
    return open_llm(config, Ledger(config))


def clean_draft(problem: Problem, llm: LLM, sandbox: Sandbox) -> Draft | None:
    """The draft as it passes all gates, repaired as it was recorded; None where it never does."""
    author = Author(problem, llm, PromptLibrary(shipped("prompts")), sandbox)
    for _ in range(1 + REPAIRS):
        try:
            author.write()
            failed = validate(author.draft, sandbox, load_thresholds()).failed_gate
            if failed is None:
                return author.draft
            flaw = Flaw(failed.gate, failed.reason, failed.advice)
        except Flaw as found:
            flaw = found
        try:
            author.repair(flaw)
        except (Flaw, LLMError):  # no further repair was recorded, or it mends nothing
            return None
    return None


def clean_drafts(sandbox: Sandbox, files: Path | None = None, only: frozenset[str] = frozenset()) -> Iterator[Draft]:
    """One problem after the other, of those that `only` names or of all; those that never pass are left out."""
    with tempfile.TemporaryDirectory() as name:
        llm = recorded(Path(name), files)
        for problem in bundled_problems():
            if only and problem.id not in only:
                continue
            if (draft := clean_draft(problem, llm, sandbox)) is not None:
                yield draft
