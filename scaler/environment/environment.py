"""The seam of the house: `instance(level, seed)` gives a task, `score(instance, text)` judges an answer."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import JsonValue

from scaler.environment.answers import parse_answer, same_answer
from scaler.environment.fold import part_seeds, task_answer, task_data, task_question
from scaler.environment.programs import (
    Answered,
    Generated,
    Programs,
    Verdict,
    generate,
    instance_seed,
    oracle_references,
    solve_with_reference,
    verdicts,
)
from scaler.environment.spec import EnvironmentSpec, Instance, Score
from scaler.errors import AnswerError, InstanceError, TemplateRefused
from scaler.sandbox import Sandbox


class Environment:
    """One version of an environment, ready to draw from.

    `ref` is `name@version`. `oracles` names the references that give the truth: all of them run on every
    instance and must agree.
    """

    def __init__(
        self, ref: str, spec: EnvironmentSpec, programs: Programs, oracles: Sequence[str], sandbox: Sandbox
    ) -> None:
        self.ref = ref
        self.name = ref.partition("@")[0]
        self.spec = spec
        self.programs = programs
        self._oracles = oracle_references(spec, programs, oracles)
        self._sandbox = sandbox

    @property
    def levels(self) -> int:
        """The number of levels; they are numbered from 0, easiest first."""
        return len(self.spec.levels)

    def instance(self, level: int, seed: int) -> Instance:
        """The instance of (level, seed): the same bytes every time. Raises InstanceError, SandboxFailure."""
        return self.instances([(level, seed)])[0]

    def instances(self, pairs: Sequence[tuple[int, int]]) -> list[Instance]:
        """Many instances at once: far cheaper than one by one.

        Raises InstanceError when a level does not exist, the generator or the template fails, or the oracles fail or
        disagree;
        SandboxFailure when the sandbox failed, which says nothing about the environment.
        """
        for level, _ in pairs:
            if not 0 <= level < self.levels:
                raise InstanceError(f"{self.ref} has no level {level}", fix=f"choose 0 to {self.levels - 1}")
        parts = [(level, part) for level, seed in pairs for part in part_seeds(self.spec, seed)]
        wanted = [(scale := self.spec.levels[level], instance_seed(self.name, scale, seed)) for level, seed in parts]
        generated = generate(self._sandbox, self.programs.generator, wanted)
        for (level, seed), made in zip(parts, generated, strict=True):
            if made.failure:
                raise self._broken(level, seed, f"the generator failed: {made.failure}")
        truths = self._truths(parts, generated)
        return [
            self._task(level, seed, slice(index * self.spec.fold, (index + 1) * self.spec.fold), generated, truths)
            for index, (level, seed) in enumerate(pairs)
        ]

    def score(self, instance: Instance, text: str) -> Score:
        """Judge a model's text. A text without a readable answer scores 0; None means nobody could judge it."""
        return self.scores([(instance, text)])[0]

    def scores(self, pairs: Sequence[tuple[Instance, str]]) -> list[Score]:
        """Judge many texts; only `checked` answers need the sandbox."""
        scores: list[Score | None] = []
        for instance, text in pairs:
            try:
                scores.append(self._decide(instance, parse_answer(self.spec.asked, text)))
            except AnswerError as error:
                scores.append(Score(value=0.0, reason=error.message))
        open_ones = [index for index, score in enumerate(scores) if score is None]
        if open_ones:
            verifier = self.programs.verifier
            judged = [(pairs[i][0].data, parse_answer(self.spec.answer, pairs[i][1])) for i in open_ones]
            given: list[Verdict] = [(None, "there is no verifier")] * len(judged)
            if verifier is not None:
                given = verdicts(self._sandbox, verifier, judged)
            for index, (_, answer), (verdict, reason) in zip(open_ones, judged, given, strict=True):
                value = None if verdict is None else float(verdict)
                scores[index] = Score(value=value, reason=reason, parsed=answer)
        return [score for score in scores if score is not None]

    def _task(
        self, level: int, seed: int, part: slice, generated: Sequence[Generated], truths: Sequence[JsonValue]
    ) -> Instance:
        data = [made.data for made in generated[part]]
        try:
            question = task_question(self.spec, self.programs.question, data)
        except TemplateRefused as error:
            raise self._broken(level, seed, error.message) from error
        return Instance(
            environment=self.ref,
            level=level,
            seed=seed,
            data=task_data(self.spec, data),
            question=question,
            answer=task_answer(self.spec, truths[part]),
        )

    def _decide(self, instance: Instance, answer: JsonValue) -> Score | None:
        """The score where comparison decides; None where only the verifier can."""
        if same_answer(self.spec.asked, instance.answer, answer):
            return Score(value=1.0, reason="equals the oracles' answer", parsed=answer)
        if self.spec.answer.kind == "checked":
            return None
        return Score(value=0.0, reason="differs from the oracles' answer", parsed=answer)

    def _truths(self, pairs: Sequence[tuple[int, int]], generated: Sequence[Generated]) -> list[JsonValue]:
        spec = self.spec
        stdins = [made.stdin for made in generated]
        columns = [
            solve_with_reference(self._sandbox, oracle, spec.answer, spec.batch, stdins) for oracle in self._oracles
        ]
        return [self._agreed(level, seed, [column[i] for column in columns]) for i, (level, seed) in enumerate(pairs)]

    def _agreed(self, level: int, seed: int, answers: Sequence[Answered]) -> JsonValue:
        for oracle, answer in zip(self._oracles, answers, strict=True):
            if not answer.ok:
                raise self._broken(level, seed, f"oracle {oracle.name} failed: {answer.failure}")
            if self.spec.answer.kind != "checked" and not same_answer(self.spec.answer, answers[0].value, answer.value):
                raise self._broken(level, seed, f"oracles {self._oracles[0].name} and {oracle.name} disagree")
        return answers[0].value

    def _broken(self, level: int, seed: int, what: str) -> InstanceError:
        return InstanceError(
            f"{self.ref} level {level} seed {seed}: {what}",
            fix=f"take it out of training: scaler review yank {self.ref} --reason '...'",
        )
