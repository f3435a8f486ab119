"""Everything drawn or run so far for one draft, so that nothing runs twice."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pydantic import JsonValue

from scaler.environment import (
    Answered,
    Reference,
    Scale,
    Verdict,
    defined_functions,
    generate,
    instance_seed,
    render_question,
    same_answer,
    second_opinions,
    solve_with_reference,
    verdicts,
)
from scaler.errors import TemplateRefused
from scaler.sandbox import Sandbox
from scaler.validation.candidate import Candidate, Draft
from scaler.validation.shapes import SHAPES, shaped

SEEDS_A_RUN = 1000
PROBE = 4


@dataclass(frozen=True)
class Draw:
    """One generated instance. `level` is None for a scale that is no level of the ladder, `shape` for a fair draw.

    The environment made from the draft gives the same instance for the same (level, seed), drawn fairly. Where `fold`
    instances make a task, it is part seed % fold of the task of (level, seed // fold): see `environment.part_seeds`.
    """

    level: int | None
    scale: Scale
    seed: int
    data: dict[str, JsonValue]
    stdin: str
    shape: str | None = None

    @property
    def replay(self) -> dict[str, JsonValue]:
        """What draws it again, as evidence keeps it: `seed` is its own, whatever `fold` is."""
        replay: dict[str, JsonValue] = {"level": self.level, "scale": dict(self.scale), "seed": self.seed}
        return replay if self.shape is None else {**replay, "shape": self.shape}

    def __str__(self) -> str:
        place = f"level {self.level}, " if self.level is not None else ""
        shape = f", drawn {self.shape}" if self.shape else ""
        return f"{place}scale {json.dumps(self.scale)}, seed {self.seed}{shape}"


class ProgramFailed(Exception):
    """A part of the draft, or an oracle, failed where a gate needed what it makes: that gate fails.

    Never leaves the room: `validate` turns it into evidence.
    """

    def __init__(self, reason: str, advice: str, draw: Draw) -> None:
        super().__init__(reason)
        self.reason = reason
        self.advice = advice
        self.draw = draw


class Draws:
    """Instances of one draft and the references' answers to them, each made once and kept.

    The seeds of validation run k start at 1000 k, so that runs with different seeds share no instance.
    """

    def __init__(self, draft: Draft, sandbox: Sandbox, seed: int) -> None:
        self._draft = draft
        self._sandbox = sandbox
        self._first_seed = seed * SEEDS_A_RUN
        self._made: dict[tuple[int | None, str, int], Draw] = {}
        self._answers: dict[tuple[str, str], Answered] = {}

    def of_levels(self, levels: Iterable[int], count: int) -> list[Draw]:
        """`count` instances of each level, level by level. Raises ProgramFailed."""
        ladder = self._draft.spec.levels
        return self._draw([(level, ladder[level], seed) for level in levels for seed in self._seeds(count)])

    def of_scales(self, scales: Sequence[Scale]) -> list[Draw]:
        """One instance of each scale. Raises ProgramFailed."""
        return self._draw([(None, scale, seed) for scale, seed in zip(scales, self._seeds(len(scales)), strict=True)])

    def of_shapes(self, levels: Sequence[int]) -> list[Draw]:
        """One instance of each level in each of the adversarial shapes.

        A generator may fail to make one: it was written for fair draws, and what it does make is still its own.
        """
        draws = []
        ladder = self._draft.spec.levels
        for shape in SHAPES:
            pairs = [(ladder[level], self._generator_seed(ladder[level], self._first_seed)) for level in levels]
            made = generate(self._sandbox, shaped(self._draft.programs.generator, shape), pairs)
            draws += [
                Draw(level, one.scale, self._first_seed, one.data, one.stdin, shape)
                for level, one in zip(levels, made, strict=True)
                if one.failure is None
            ]
        return draws

    def twice(self, levels: Iterable[int], count: int) -> list[tuple[Draw, Draw]]:
        """Instances of each level, each made in two jails that have run nothing before. Raises ProgramFailed.

        The second jail makes them in reverse order, so that what one call leaves behind for the next one shows.
        """
        wanted = [(level, self._draft.spec.levels[level], seed) for level in levels for seed in self._seeds(count)]
        there = self._generate(wanted, fresh=True)
        back = self._generate(wanted[::-1], fresh=True)[::-1]
        return list(zip(there, back, strict=True))

    def answers(self, reference: Reference, stdins: Sequence[str]) -> list[Answered]:
        """What a reference, or any program like one, answers to each stdin."""
        missing = [stdin for stdin in dict.fromkeys(stdins) if (reference.name, stdin) not in self._answers]
        if missing:
            spec = self._draft.spec
            answers = solve_with_reference(self._sandbox, reference, spec.answer, spec.batch, missing)
            self._answers |= {(reference.name, s): answer for s, answer in zip(missing, answers, strict=True)}
        return [self._answers[reference.name, stdin] for stdin in stdins]

    def truths(self, candidate: Candidate, draws: Sequence[Draw]) -> list[JsonValue]:
        """The answers of the most preferred reference. Raises ProgramFailed."""
        oracle = self.reference(candidate.references[0])
        answers = self.answers(oracle, [draw.stdin for draw in draws])
        for draw, answer in zip(draws, answers, strict=True):
            if not answer.ok:
                raise ProgramFailed(
                    f"reference {oracle.name} failed at {draw}: {answer.failure}",
                    f"Reference {oracle.name} is trusted, yet it failed on this instance ({answer.failure}).\n"
                    f"Check that it keeps every guarantee of the statement.\ninput:\n{draw.stdin}",
                    draw,
                )
        return [answer.value for answer in answers]

    def questions(self, draws: Sequence[Draw]) -> list[str]:
        """The rendered question of each instance. Raises ProgramFailed."""
        return [self._question(draw) for draw in draws]

    def judge(self, draws: Sequence[Draw], answers: Sequence[JsonValue], *, isolated: bool = True) -> list[bool]:
        """Whether the verifier accepts each answer to its instance. Raises ProgramFailed where it gives no verdict.

        Not isolated, it judges many answers in one process: for our own mild answers, far cheaper.
        """
        asked = list(zip(draws, answers, strict=True))
        # A few first: a verifier that never ends costs as many time-outs, not one for each answer.
        return self._judge(asked[:PROBE], isolated=isolated) + self._judge(asked[PROBE:], isolated=isolated)

    def second_opinions(self, draws: Sequence[Draw], answers: Sequence[JsonValue]) -> list[Verdict] | None:
        """What the solver's author, who saw questions alone, says of each answer; None where they wrote no `check`."""
        solver = self._draft.programs.solver
        if solver is None or "check" not in defined_functions(solver):
            return None
        return second_opinions(self._sandbox, solver, list(zip(self.questions(draws), answers, strict=True)))

    def are_right(self, candidate: Candidate, draws: Sequence[Draw], answers: Sequence[JsonValue]) -> list[bool]:
        """Whether each answer is the oracle's or, where several are right, accepted by the verifier.

        Raises ProgramFailed.
        """
        spec = self._draft.spec.answer
        if spec.kind == "checked":
            return self.judge(draws, answers)
        return [same_answer(spec, t, a) for t, a in zip(self.truths(candidate, draws), answers, strict=True)]

    def reference(self, name: str) -> Reference:
        return next(r for r in self._draft.programs.references if r.name == name)

    def _judge(self, asked: Sequence[tuple[Draw, JsonValue]], *, isolated: bool) -> list[bool]:
        verifier = self._draft.programs.verifier
        if not asked:
            return []
        if verifier is None:
            raise ProgramFailed("there is no verifier", "Several answers are right: write verify.", asked[0][0])
        judged = []
        results = verdicts(self._sandbox, verifier, [(draw.data, answer) for draw, answer in asked], isolated=isolated)
        for (draw, answer), (verdict, why) in zip(asked, results, strict=True):
            if verdict is None:
                text = json.dumps(answer)
                raise ProgramFailed(
                    f"the verifier gave no verdict on {text[:80]} at {draw}: {why}",
                    f"verify must return True or False for any answer whatever and never raise: {why}\n"
                    f"answer: {text[:300]}\ndata: {json.dumps(draw.data)}",
                    draw,
                )
            judged.append(verdict)
        return judged

    def _question(self, draw: Draw) -> str:
        try:
            return render_question(self._draft.programs.question, draw.data, self._draft.spec.answer)
        except TemplateRefused as error:
            raise ProgramFailed(
                f"{draw}: {error.message}",
                f"The template does not work on this data: {error.message}\ndata: {json.dumps(draw.data)}",
                draw,
            ) from error

    def _seeds(self, count: int) -> range:
        return range(self._first_seed, self._first_seed + count)

    def _generator_seed(self, scale: Scale, seed: int) -> int:
        return instance_seed(self._draft.name, scale, seed)

    def _draw(self, wanted: Sequence[tuple[int | None, Scale, int]]) -> list[Draw]:
        missing = [item for item in wanted if _key(item) not in self._made]
        if missing:
            self._made |= {_key(item): draw for item, draw in zip(missing, self._generate(missing), strict=True)}
        return [self._made[_key(item)] for item in wanted]

    def _generate(self, wanted: Sequence[tuple[int | None, Scale, int]], *, fresh: bool = False) -> list[Draw]:
        pairs = [(scale, self._generator_seed(scale, seed)) for _, scale, seed in wanted]
        draws = []
        for (level, scale, seed), made in zip(
            wanted, generate(self._sandbox, self._draft.programs.generator, pairs, fresh=fresh), strict=True
        ):
            draw = Draw(level, scale, seed, made.data, made.stdin)
            if made.failure:
                raise ProgramFailed(
                    f"the generator failed at {draw}: {made.failure}",
                    f"generate({json.dumps(scale)}, rng) or to_stdin(data) failed: {made.failure}\n"
                    "Both must work for every scale whose parameters are within their ranges.",
                    draw,
                )
            draws.append(draw)
        return draws


def _key(item: tuple[int | None, Scale, int]) -> tuple[int | None, str, int]:
    level, scale, seed = item
    return level, json.dumps(scale, sort_keys=True), seed
