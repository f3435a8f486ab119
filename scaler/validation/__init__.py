"""Is a draft sound? Gates from cheap to dear, each measuring one thing; the first failure ends it.

    with open_sandbox() as sandbox:
        verdict = validate(draft, sandbox, load_thresholds())
    verdict.passed, verdict.candidate.levels, verdict.failed_gate

A gate drops references that cannot be trusted and cuts levels that cannot be used; what is left of a draft that passed
is in `verdict.candidate`. A failure says which seeds replay it and what the model that wrote the draft should mend.
"""

from __future__ import annotations

from scaler.validation.bench import PassRates
from scaler.validation.candidate import Candidate, Draft, Evidence, Verdict
from scaler.validation.gates import GATES
from scaler.validation.gates.diversity import guess_floors
from scaler.validation.ladder import build_ladder
from scaler.validation.measure import measure_size
from scaler.validation.novelty import Library, Shelved
from scaler.validation.screen import Twins, too_few_references
from scaler.validation.shelf import open_library, read_benchmarks, read_shelf, write_shelf
from scaler.validation.thresholds import Thresholds, load_thresholds
from scaler.validation.verdict import validate

__all__ = [
    "GATES",
    "Candidate",
    "Draft",
    "Evidence",
    "Library",
    "PassRates",
    "Shelved",
    "Thresholds",
    "Twins",
    "Verdict",
    "build_ladder",
    "guess_floors",
    "load_thresholds",
    "measure_size",
    "open_library",
    "read_benchmarks",
    "read_shelf",
    "too_few_references",
    "validate",
    "write_shelf",
]
