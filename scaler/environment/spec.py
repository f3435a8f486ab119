"""What an environment is, as frozen data: answer kind, scale, ladder, instance, score."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, JsonValue, model_validator

AnswerKind = Literal["integer", "number", "boolean", "string", "array", "checked"]
Form = Literal["integer", "number", "boolean", "string", "array"]
Scalar = Literal["integer", "number", "boolean", "string"]
Scale = dict[str, int]


class Frozen(BaseModel):
    """Base of the house's data: immutable, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Tolerance(Frozen):
    """A number x is right for the truth y when |x - y| <= max(absolute, relative * |y|)."""

    absolute: float = Field(default=0.0, ge=0)
    relative: float = Field(default=0.0, ge=0)


class AnswerSpec(Frozen):
    """How an answer looks, in a model's text and in a reference solution's stdout.

    kind         integer | number | boolean | string | array | checked (judged by the verifier)
    form         for `checked` alone: which form the verifier expects
    items        for arrays: the kind of each element
    rows         for arrays: an array of arrays, one row a line of stdout
    counted      for arrays: stdout starts with the number of elements, which is not part of the answer
    any_order    for `checked` arrays: the elements may stand in any order
    tolerance    for numbers (also as array items); none means exact
    words        for booleans in stdout: which word means true, which false
    instruction  the sentence that tells a model what to put into \\boxed{...}
    """

    kind: AnswerKind
    form: Form | None = None
    items: Scalar | None = None
    rows: bool = False
    counted: bool = False
    any_order: bool = False
    tolerance: Tolerance | None = None
    words: dict[str, bool] | None = None
    instruction: str = Field(min_length=1)

    @property
    def shape(self) -> Form:
        """The form to parse: `form` for checked answers, else the kind itself."""
        if self.kind == "checked":
            assert self.form is not None
            return self.form
        return self.kind

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if (self.kind == "checked") != (self.form is not None):
            raise ValueError("`form` goes with kind 'checked', and only with it")
        if (self.shape == "array") != (self.items is not None):
            raise ValueError("`items` goes with arrays, and only with them")
        if self.shape != "array" and (self.rows or self.counted):
            raise ValueError("`rows` and `counted` are for arrays")
        if self.any_order and (self.kind != "checked" or self.shape != "array"):
            raise ValueError("`any_order` is for 'checked' arrays")
        booleans = "boolean" in (self.shape, self.items)
        if self.words is not None and not booleans:
            raise ValueError("`words` is for booleans")
        if self.tolerance is not None and "number" not in (self.shape, self.items):
            raise ValueError("`tolerance` is for numbers")
        return self


class ScaleParameter(Frozen):
    """One number that fixes an instance's size.

    `measure` says where the produced size can be read off the instance data: `n` (the field's own value),
    `len(a)` (its length) or `len(grid[0])` (the length of its first element).
    """

    min: int = Field(ge=0)
    max: int = Field(le=1_000_000)
    measure: str = Field(pattern=r"^([A-Za-z]\w*|len\([A-Za-z]\w*(\[0\])?\))$")
    meaning: str

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.max < self.min:
            raise ValueError(f"max {self.max} is below min {self.min}")
        return self


class EnvironmentSpec(Frozen):
    """The declarative half of an environment; the programs are the other half.

    `fields` describes each field of the instance data, `rules` say what decides the answer, a sentence each. `levels`
    is the ladder, easiest first; each level gives every scale parameter a value, and levels strictly grow (no parameter
    falls, at least one rises). `fold` yes-or-no instances make one task, answered by a list: guessing one is easy,
    guessing all is not.
    """

    title: str
    answer: AnswerSpec
    scale: dict[str, ScaleParameter] = Field(min_length=1)
    fields: dict[str, str] = Field(min_length=1)
    rules: tuple[str, ...] = ()
    levels: tuple[Scale, ...] = ()
    batch: Literal["single", "code_jam"] = "single"
    fold: int = Field(default=1, ge=1, le=16)

    @property
    def asked(self) -> AnswerSpec:
        """How the answer of a whole task looks: `answer`, or a list of `fold` of them."""
        if self.fold == 1:
            return self.answer
        sample = ", ".join(["yes" if part % 3 else "no" for part in range(self.fold)])
        return AnswerSpec(
            kind="array",
            items="boolean",
            words=self.answer.words,
            instruction=f"the {self.fold} answers, yes or no, in order, as a list such as [{sample}].",
        )

    @model_validator(mode="after")
    def _foldable(self) -> Self:
        if self.fold > 1 and self.answer.kind != "boolean":
            raise ValueError("`fold` is for yes-or-no answers")
        return self

    @model_validator(mode="after")
    def _ladder(self) -> Self:
        for index, level in enumerate(self.levels):
            if level.keys() != self.scale.keys():
                raise ValueError(f"level {index} names {sorted(level)}, the scale has {sorted(self.scale)}")
            if index and not _grows(self.levels[index - 1], level):
                raise ValueError(f"level {index} does not grow: {self.levels[index - 1]} -> {level}")
        return self


def _grows(lower: Scale, upper: Scale) -> bool:
    return all(upper[k] >= lower[k] for k in lower) and upper != lower


class Instance(Frozen):
    """One task: the same (environment, level, seed) gives the same bytes.

    `environment` is the full reference `name@version`; `answer` is the oracles' answer as JSON.
    """

    environment: str
    level: int
    seed: int
    data: dict[str, JsonValue]
    question: str
    answer: JsonValue


class Score(Frozen):
    """The verdict on one text: 1.0 right, 0.0 wrong, None when it could not be scored (mask the rollout)."""

    value: float | None
    reason: str
    parsed: JsonValue = None
