"""The author: asks the model for the parts of a draft that are missing, and for repairs."""

from __future__ import annotations

from scaler.environment import EnvironmentSpec, Programs, Reference, generate, render_question
from scaler.errors import TemplateRefused
from scaler.llm import LLM, Call, Completion, PromptLibrary
from scaler.problems import Problem
from scaler.sandbox import Sandbox
from scaler.synthesis.parts import (
    LANGUAGE,
    Analysis,
    Flaw,
    PartName,
    Parts,
    answer_form,
    check_part,
    fenced,
    problem_text,
    read_repair,
    read_specification,
)
from scaler.validation import Draft, build_ladder

# What the solver's author sees: levels small enough to read and far enough apart to show what varies.
SHOWN_LEVELS = (0, 1, 3)

# Four coins are right together once in 16; with answers as uneven as 7 to 3, one time in four.
YES_OR_NO_FOLD = 4

SCHEMAS = {"analysis": Analysis.model_json_schema()}
"""Steps whose whole answer is JSON; endpoints that offer structured outputs are told what it looks like."""


class Author:
    """One problem's dialogue with the model, and the parts written so far.

    Calls are numbered, so that each has a name of its own in the recording. All methods raise LLMError when a
    completion cannot be had, and Flaw when what came is of no use; the parts written until then stay.
    """

    def __init__(self, problem: Problem, llm: LLM, prompts: PromptLibrary, sandbox: Sandbox) -> None:
        self.problem = problem
        self.parts = Parts()
        self.completions: list[Completion] = []
        self.prompts_used: dict[str, str] = {}
        self._llm = llm
        self._prompts = prompts
        self._sandbox = sandbox

    @property
    def analysis(self) -> Analysis:
        assert self.parts.specification is not None
        return read_specification(self.parts.specification)

    @property
    def spec(self) -> EnvironmentSpec:
        """The specification with its full ladder. Raises Flaw when the ladder cannot be built."""
        analysis = self.analysis
        assert analysis.answer is not None
        try:
            return EnvironmentSpec(
                title=analysis.title,
                answer=analysis.answer,
                scale=analysis.scale,
                fields=analysis.fields,
                rules=analysis.rules,
                levels=build_ladder(analysis.scale),
                batch=self.problem.batch,
                fold=YES_OR_NO_FOLD if analysis.answer.kind == "boolean" else 1,
            )
        except ValueError as error:
            raise Flaw("analysis", f"specification: no ladder can be built: {error}") from error

    @property
    def draft(self) -> Draft:
        """The draft. All parts must have been written."""
        assert self.parts.generator is not None
        assert self.parts.question is not None
        return Draft(
            problem=self.problem,
            spec=self.spec,
            programs=Programs(
                generator=self.parts.generator,
                question=self.parts.question,
                solver=self.parts.solver,
                verifier=self.parts.verifier,
                references=tuple(
                    Reference(name=s.name, language=s.language, code=s.code, author=s.author, licence=s.licence)
                    for s in self.problem.accepted
                ),
            ),
        )

    def write(self) -> None:
        """Write every part that is missing. A problem that the analysis calls unusable gets no further parts."""
        if self.parts.specification is None:
            text = self._ask("analysis", problem=problem_text(self.problem), batch=self._batch)
            self._keep("specification", text)
        if not self.analysis.usable:
            return
        shown: dict[str, object] = {
            "problem": problem_text(self.problem),
            "batch": self._batch,
            "spec": (self.parts.specification or "").strip(),
        }
        if self.parts.generator is None:
            self._keep("generator", self._ask("generator", **shown))
        shown["generator"] = (self.parts.generator or "").strip()
        if self.parts.question is None:
            self._keep("question", self._ask("question", **shown))
        if self.parts.verifier is None and self.spec.answer.kind == "checked":
            form = answer_form(self.spec.answer)
            self._keep("verifier", self._ask("verifier", form=form, **shown))
        if self.parts.solver is None:
            form, several = answer_form(self.spec.answer), self.spec.answer.kind == "checked"
            self._keep("solver", self._ask("solver", questions=self._questions(), form=form, several=several))

    def repair(self, flaw: Flaw) -> None:
        """Show the model what failed and replace the parts that it mends. Raises Flaw when it mends none.

        A solver never outlives a change of the question that it was written for: the next `write` asks for it anew. Its
        author is never told what was expected, or the check would lose its independence.
        """
        text = self._ask(
            "repair",
            problem=problem_text(self.problem),
            batch=self._batch,
            parts=[
                {"name": name, "language": LANGUAGE[name], "text": part.strip()}
                for name, part in self.parts.written.items()
                if name != "solver"
            ],
            failure={"stage": flaw.stage, "reason": flaw.reason, "advice": flaw.advice},
        )
        mended = read_repair(text)
        if not mended:
            raise Flaw(flaw.stage, f"{flaw.reason} (the repair changed nothing)", flaw.advice)
        if mended.keys() & {"specification", "question", "solver"}:
            self.parts = self.parts.with_part("solver", None)
        for name, part in mended.items():
            if part is not None:
                check_part(name, part)
                self.parts = self.parts.with_part(name, part)

    @property
    def _batch(self) -> bool:
        return self.problem.batch == "code_jam"

    def _ask(self, step: str, **values: object) -> str:
        prompt = self._prompts.render(step, **values)
        self.prompts_used[step] = f"{prompt.version} {prompt.template_hash[:12]}"
        call = Call(self.problem.id, len(self.completions) + 1, prompt, schema=SCHEMAS.get(step))
        completion = self._llm.complete(call)
        self.completions.append(completion)
        return completion.text

    def _keep(self, name: PartName, completion: str) -> None:
        """Keep a completion's part, once it can be read at all; what cannot be read is shown to the repair."""
        try:
            part = fenced(name, completion)
            check_part(name, part)
        except Flaw as flaw:
            raise Flaw(flaw.stage, flaw.reason, f"The {name} was given like this:\n\n{completion}") from flaw
        self.parts = self.parts.with_part(name, part)

    def _questions(self) -> list[str]:
        """Rendered questions of a few small instances: all that the solver's author gets to see."""
        spec, generator, question = self.spec, self.parts.generator, self.parts.question
        assert generator is not None
        assert question is not None
        scales = [spec.levels[index] for index in SHOWN_LEVELS if index < len(spec.levels)]
        made = generate(self._sandbox, generator, [(scale, seed) for seed, scale in enumerate(scales)])
        for instance in made:
            if instance.failure:
                advice = f"scale {instance.scale}, generator seed {instance.seed}"
                raise Flaw("draft", f"generator: {instance.failure}", advice)
        try:
            return [render_question(question, instance.data, spec.answer) for instance in made]
        except TemplateRefused as error:
            raise Flaw("draft", f"question: {error.message}") from error
