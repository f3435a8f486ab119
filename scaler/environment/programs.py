"""The programs of an environment and how each is run: generator, reference solutions, solver, verifier."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import JsonValue

from scaler.environment.answers import read_stdout
from scaler.environment.spec import AnswerSpec, EnvironmentSpec, Frozen, Scale
from scaler.errors import AnswerError, SandboxFailure
from scaler.problems import Batch, Language, unwrap_case
from scaler.sandbox import Call, Limits, Program, PyFunc, Result, Sandbox

# Instances that people and models can read are small; parsed JSON takes many times the room of its text.
GENERATOR_LIMITS = Limits(cpu=5, wall=30, output=1 << 20)
REFERENCE_LIMITS = Limits(cpu=5, wall=30, output=1 << 20)
SOLVER_LIMITS = Limits(cpu=10, wall=60, output=1 << 18)
VERIFIER_LIMITS = Limits(cpu=5, wall=30, output=1 << 16)

# The data goes through JSON before `to_stdin` sees a copy of it, so that a stored instance gives the same stdin as a
# fresh one, and `to_stdin` cannot change what the question shows.
_GENERATE = """

def scaler_instance(scale, rng):
    import json
    text = json.dumps(generate(dict(scale), rng))
    return {"data": json.loads(text), "stdin": to_stdin(json.loads(text))}
"""


class Reference(Frozen):
    """A reference solution: reads stdin, writes stdout."""

    name: str
    language: Language
    code: str
    author: str = "unknown"
    licence: str | None = None

    @property
    def program(self) -> Program:
        return Program(self.language, self.code)


class Programs(Frozen):
    """The sources of an environment's programs; references are in the order in which oracles are preferred."""

    generator: str
    question: str
    solver: str | None = None
    verifier: str | None = None
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True)
class Generated:
    """What a generator made for one (scale, seed); `failure` says why there is nothing."""

    scale: Scale
    seed: int
    data: dict[str, JsonValue]
    stdin: str
    failure: str | None = None


@dataclass(frozen=True)
class Answered:
    """What a program answered on one instance; `failure` says why there is no answer."""

    value: JsonValue
    result: Result
    failure: str | None = None

    @property
    def ok(self) -> bool:
        return self.failure is None


Verdict = tuple[bool | None, str]
"""True, False, or None with the reason why there is no verdict."""


def instance_seed(name: str, scale: Scale, seed: int) -> int:
    """The generator's seed, 63 bits, from the name, the scale and the seed.

    Neither version nor the level's index counts: two versions can be compared on the levels that they share.
    """
    text = f"{name}\0{json.dumps(scale, sort_keys=True)}\0{seed}"
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") >> 1


def generate(
    sandbox: Sandbox, generator: str, wanted: Sequence[tuple[Scale, int]], *, fresh: bool = False
) -> list[Generated]:
    """Run the generator for each (scale, generator seed). Raises SandboxFailure."""
    results = sandbox.call(
        PyFunc(generator + _GENERATE, "scaler_instance"),
        [Call((scale,), seed=seed) for scale, seed in wanted],
        limits=GENERATOR_LIMITS,
        fresh=fresh,
    )
    return [_generated(scale, seed, result) for (scale, seed), result in zip(wanted, _sane(results), strict=True)]


def solve_with_reference(
    sandbox: Sandbox, reference: Reference, answer: AnswerSpec, batch: Batch, stdins: Sequence[str]
) -> list[Answered]:
    """Run a reference solution over stdins and read its answers. Raises SandboxFailure."""
    return [_from_stdout(answer, batch, result) for result in run_reference(sandbox, reference, stdins)]


def run_reference(sandbox: Sandbox, reference: Reference, stdins: Sequence[str]) -> Sequence[Result]:
    """Run a reference solution over stdins, whatever it prints. Raises SandboxFailure."""
    return _sane(sandbox.run(reference.program, stdins, limits=REFERENCE_LIMITS))


def solve_with_solver(sandbox: Sandbox, solver: str, questions: Sequence[str]) -> list[Answered]:
    """Run the solver, `solve(question) -> answer`, on rendered questions. Raises SandboxFailure."""
    calls = [Call((question,)) for question in questions]
    results = sandbox.call(PyFunc(solver, "solve"), calls, limits=SOLVER_LIMITS, isolated=True)
    return [Answered(r.value, r) if r.ok else Answered(None, r, describe(r)) for r in _sane(results)]


def verdicts(
    sandbox: Sandbox,
    verifier: str,
    pairs: Sequence[tuple[dict[str, JsonValue], JsonValue]],
    *,
    isolated: bool = True,
) -> list[Verdict]:
    """The verifier's verdict, `verify(data, answer)`, on each pair.

    Isolated, each verdict comes from a process of its own: answers come from an adversary. A failure of the sandbox is
    a None like any other: the answer could not be judged.
    """
    calls = [Call(pair) for pair in pairs]
    results = sandbox.call(PyFunc(verifier, "verify"), calls, limits=VERIFIER_LIMITS, isolated=isolated)
    return [_verdict("verify", result) for result in results]


def second_opinions(sandbox: Sandbox, solver: str, pairs: Sequence[tuple[str, JsonValue]]) -> list[Verdict]:
    """The solver's `check(question, answer)` on each pair: a judge who has seen nothing but the question."""
    calls = [Call(pair) for pair in pairs]
    results = sandbox.call(PyFunc(solver, "check"), calls, limits=SOLVER_LIMITS, isolated=True)
    return [_verdict("check", result) for result in results]


def oracle_references(spec: EnvironmentSpec, programs: Programs, oracles: Sequence[str]) -> list[Reference]:
    """The references named as oracles, in that order."""
    by_name = {reference.name: reference for reference in programs.references}
    return [by_name[name] for name in oracles]


def describe(result: Result) -> str:
    """A result that is not ok, in one line."""
    detail = result.stderr.strip().splitlines()
    return f"{result.status}: {detail[-1][:300]}" if detail else result.status


def _sane(results: Sequence[Result]) -> Sequence[Result]:
    """The results, unless the sandbox itself failed: that must never count against a program."""
    for result in results:
        if result.status == "sandbox_error":
            raise SandboxFailure(
                f"the sandbox failed: {describe(result)}", fix="run it again; if it stays: scaler doctor"
            )
    return results


def _generated(scale: Scale, seed: int, result: Result) -> Generated:
    if not result.ok:
        return Generated(scale, seed, {}, "", describe(result))
    value = result.value if isinstance(result.value, dict) else {}
    data, stdin = value.get("data"), value.get("stdin")
    if not isinstance(data, dict) or not data:
        return Generated(scale, seed, {}, "", f"generate returned {type(data).__name__}, a non-empty dict was expected")
    if not isinstance(stdin, str):
        return Generated(scale, seed, {}, "", f"to_stdin returned {type(stdin).__name__}, a str was expected")
    return Generated(scale, seed, data, stdin)


def _from_stdout(answer: AnswerSpec, batch: Batch, result: Result) -> Answered:
    if not result.ok:
        return Answered(None, result, describe(result))
    try:
        return Answered(read_stdout(answer, unwrap_case(result.stdout, batch)), result)
    except (AnswerError, ValueError) as error:
        return Answered(None, result, f"unreadable stdout: {error}")


def _verdict(name: str, result: Result) -> Verdict:
    if not result.ok:
        return None, describe(result)
    if not isinstance(result.value, bool):
        return None, f"{name} returned {type(result.value).__name__}, a bool was expected"
    return result.value, "verifier"
