"""Is a problem worth a model's time? What can be said before a single completion is paid for."""

from __future__ import annotations

from collections.abc import Mapping

from scaler.environment import Reference, run_reference
from scaler.problems import Problem
from scaler.sandbox import Sandbox
from scaler.validation.novelty import NearDuplicates
from scaler.validation.thresholds import Thresholds


class Twins:
    """Finds problems that say nearly the same as one before them."""

    def __init__(self, thresholds: Thresholds) -> None:
        self._seen = NearDuplicates(thresholds.near_duplicate_min)

    def of(self, problem: Problem) -> str | None:
        """The id of the first problem so far that says nearly the same; None for one that is new."""
        text = f"{problem.statement}\n{problem.input_format}\n{problem.output_format}"
        return self._seen.first_like(problem.id, text)


def too_few_references(problem: Problem, sandbox: Sandbox, thresholds: Thresholds) -> str | None:
    """Why the problem has too few accepted solutions that run on its examples; None when it has enough.

    Two copies count as one. Raises SandboxFailure.
    """
    inputs = [example.input for example in problem.examples]
    failed: dict[str, str] = {}
    seen: set[str] = set()
    for solution in problem.accepted:
        if solution.code.strip() in seen:
            failed[solution.name] = "a copy"
            continue
        results = run_reference(sandbox, Reference(**solution.model_dump(exclude={"verdict"})), inputs)
        if bad := next((result for result in results if not result.ok), None):
            failed[solution.name] = bad.status
        else:
            seen.add(solution.code.strip())
    if len(seen) >= thresholds.min_references:
        return None
    listed: Mapping[str, str] = failed
    why = "".join(f"; {name}: {status}" for name, status in listed.items())
    return f"{len(seen)} of at least {thresholds.min_references} accepted solutions run here{why}"
