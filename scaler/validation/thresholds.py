"""The numbers that decide: every limit of every gate, from one documented file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import ConfigDict, Field, ValidationError

from scaler.environment import Frozen
from scaler.errors import ConfigError

SHIPPED = Path(__file__).with_name("thresholds.yaml")

Count = Annotated[int, Field(ge=1, le=1000)]
Share = Annotated[float, Field(ge=0, le=1)]


class Thresholds(Frozen):
    """One field a threshold. The shipped values and the reasons for them are in `thresholds.yaml`."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    forbidden_phrases: tuple[str, ...]
    """Words that betray a programming task; none may occur in a question, in whatever case, singular or plural."""

    rule_words_min: Annotated[float, Field(gt=0, le=1)]
    """Share of a rule's words that a question must hold in one place to count as saying it."""

    solver_required: bool
    """Whether a draft needs a solver; environments of others have none."""

    max_tolerance: Annotated[float, Field(ge=0)]
    """Largest tolerance of a number, absolute and relative."""

    min_references: Count
    """References that must stay trusted: fewer cannot check each other."""

    min_levels: Count
    """Levels that must stay in use: fewer leave a curriculum nothing to climb."""

    seeds_per_level: Count
    """Instances drawn at each level by the gates on scale, prompt, agreement and answers."""

    tokenizer: Path | None
    """A `tokenizer.json`, or a model's folder that holds one, to count tokens with; none takes an estimate."""

    max_prompt_tokens: Annotated[int, Field(ge=1)]
    """Tokens of a question; levels with a longer one are cut."""

    random_scales: Annotated[int, Field(ge=0, le=1000)]
    """Scales between the levels on which references are compared, besides the levels themselves."""

    solver_levels: Count
    """The lowest levels, on which the solver is compared with the references."""

    solver_seeds: Count
    """Instances for the solver at each of those levels."""

    solver_upper_seeds: Count
    """Instances for the solver at each level above those."""

    solver_min_agreement: Share
    """Share of the solver's finished runs that must give the references' answer."""

    solver_min_finished: Share
    """Share of the solver's runs that must end within their time limit."""

    corrupted_accepted_max: Share
    """Share of the mutants of one sort that a verifier may accept where nobody else can judge them."""

    draws_per_level: Count
    """Instances drawn at each level to measure diversity, each of them made twice to see whether it stays the same."""

    min_distinct_instances: Share
    """Share of those draws that must be distinct instances."""

    commonest_instance_max: Share
    """Largest share of one and the same instance among those draws."""

    constant_field_max: Share
    """Largest share of draws in which a list or text of three items or more holds one item over and over."""

    min_distinct_answers: Count
    """Distinct answers among those draws; of booleans both."""

    commonest_answer_max: Share
    """Largest share of tasks that one and the same answer may get right."""

    guess_max: Share
    """Largest share of tasks that a cheap rule over the instance's data may get right."""

    work_draws: Count
    """Instances of each level on which a Python oracle's steps are counted."""

    work_rises_min: Share
    """Share of the pairs of levels in which the upper one must have larger instances, or take an oracle more steps."""

    steps_rise_min: Share
    """The least of that share for an oracle's steps, also where sizes rise."""

    falling_p_max: Share
    """Where a model was measured: largest p-value of the test that its pass rate falls over the levels."""

    wrong_caught_min: Share
    """Share of the problem's known wrong solutions that the drawn instances must expose."""

    near_duplicate_min: Share
    """Estimated Jaccard index of two texts' word triples from which on they are nearly the same."""


def load_thresholds(path: Path | None = None) -> Thresholds:
    """The shipped thresholds; a file at `path` overrides those that it names.

    Raises ConfigError when the file cannot be read, names an unknown threshold, or holds an impossible value.
    """
    values = _read(SHIPPED)
    source = path or SHIPPED
    if path is not None:
        values |= _read(path)
    try:
        return Thresholds.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        if first["type"] == "extra_forbidden":
            known = ", ".join(sorted(Thresholds.model_fields))
            raise ConfigError(f"{source}: unknown threshold {name!r}", fix=f"known are: {known}") from None
        raise ConfigError(
            f"{source}: threshold {name!r}: {first['msg']}, not {first['input']!r}", fix=f"see {SHIPPED}"
        ) from None


def _read(path: Path) -> dict[str, Any]:
    try:
        values = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ConfigError(f"{path}: the thresholds cannot be read: {error}", fix=f"see {SHIPPED}") from error
    if values is None:
        return {}
    if not isinstance(values, dict):
        raise ConfigError(
            f"{path}: a mapping of thresholds was expected, not {type(values).__name__}", fix=f"see {SHIPPED}"
        )
    return values
