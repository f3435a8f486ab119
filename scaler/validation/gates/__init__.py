"""The gates, cheap before dear. Each looks at one thing and knows nothing of the others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from scaler.validation.bench import Bench
from scaler.validation.candidate import Candidate, Outcome
from scaler.validation.gates.agreement import agreement
from scaler.validation.gates.answers import answers
from scaler.validation.gates.determinism import determinism
from scaler.validation.gates.diversity import diversity
from scaler.validation.gates.examples import examples
from scaler.validation.gates.novelty import novelty
from scaler.validation.gates.prompt import prompt
from scaler.validation.gates.rules import rules
from scaler.validation.gates.runs import runs
from scaler.validation.gates.scale import scale
from scaler.validation.gates.solver import solver
from scaler.validation.gates.structure import structure
from scaler.validation.gates.verifier import verifier
from scaler.validation.gates.work import work
from scaler.validation.gates.wrong_solutions import wrong_solutions

Gate = Callable[[Candidate, Bench], Outcome]

GATES: Mapping[str, Gate] = MappingProxyType(
    {
        "structure": structure,
        "rules": rules,
        "runs": runs,
        "examples": examples,
        "determinism": determinism,
        "scale": scale,
        "prompt": prompt,
        "agreement": agreement,
        "solver": solver,
        "answers": answers,
        "verifier": verifier,
        "diversity": diversity,
        "work": work,
        "wrong_solutions": wrong_solutions,
        "novelty": novelty,
    }
)
"""Name -> gate, in the order in which they run."""
