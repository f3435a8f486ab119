"""An evaluation in rounds: each asks the model once, for all environments that are not settled.

A round that is done is a line of a file. An evaluation that was killed reads them and goes on with the next round; at
an endpoint even a round half done is not lost, since its completions are recorded.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from scaler.curriculum import HELD_OUT
from scaler.errors import ConfigError
from scaler.evaluation.contract import Env, Sampler, SamplerConfig
from scaler.evaluation.plan import Plan, Tally
from scaler.files import write_file
from scaler.progress import Steps


class Header(BaseModel):
    """What is measured, and how: an evaluation goes on only where all of this is the same."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: Literal[1] = 1
    model: str
    identity: str
    environments: dict[str, str]
    sampling: SamplerConfig
    plan: Plan


class Asked(BaseModel):
    """One question of a round, and what its completions were worth (None: nobody could judge)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    environment: str
    level: int
    seed: int
    values: tuple[float | None, ...]


class Round(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    asked: tuple[Asked, ...]


class Journal:
    """The rounds of one evaluation, in a file: the header, then a line each."""

    def __init__(self, path: Path, header: Header) -> None:
        """Start the file or go on with it; ConfigError where it holds an evaluation of something else."""
        self._path = path
        self.rounds: list[Round] = []
        if not path.exists():
            write_file(path, header.model_dump_json().encode() + b"\n")
            return
        lines = path.read_bytes().split(b"\n")[:-1]  # what follows the last line break was cut by a kill
        try:
            found = Header.model_validate_json(lines[0] if lines else b"")
            self.rounds = [Round.model_validate_json(line) for line in lines[1:]]
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            raise ConfigError(f"{path} is no file of an evaluation: {first['msg']}", fix=_ELSEWHERE) from error
        if found != header:
            changed = [name for name in Header.model_fields if getattr(found, name) != getattr(header, name)]
            raise ConfigError(f"{path} is of another evaluation: {', '.join(changed)} differ", fix=_ELSEWHERE)
        write_file(path, b"".join(line + b"\n" for line in lines))

    def add(self, done: Round) -> None:
        with self._path.open("ab") as file:
            file.write(done.model_dump_json().encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        self.rounds.append(done)


_ELSEWHERE = "give another folder with --out, or remove this one whole: its recorded completions would be used again"


def run_rounds(
    open_sampler: Callable[[], Sampler], environments: Mapping[str, Env], plan: Plan, journal: Journal
) -> dict[str, Tally]:
    """Ask until every environment is settled; the tallies by name.

    Held-out questions only, each level's in the order of their seeds. The sampler is opened when there is something to
    ask. A sandbox or an endpoint that fails raises.
    """
    tallies = {name: Tally(env.levels) for name, env in environments.items()}
    for done in journal.rounds:
        _count(done, tallies)
    sampler: Sampler | None = None
    with Steps("evaluation", len(environments)) as steps:
        while wanted := {name: counts for name, tally in tallies.items() if (counts := plan.next(tally)) is not None}:
            sampler = sampler or open_sampler()
            done = _ask(sampler, environments, wanted, tallies, plan.samples, len(journal.rounds))
            journal.add(done)
            _count(done, tallies)
            rollouts = sum(len(each.values) for each in done.asked)
            steps.advance(
                len(environments) - len(wanted), f"settled before round {len(journal.rounds)}, of {rollouts} rollouts"
            )
    return tallies


def _ask(
    sampler: Sampler,
    environments: Mapping[str, Env],
    wanted: Mapping[str, list[int]],
    tallies: Mapping[str, Tally],
    samples: int,
    turn: int,
) -> Round:
    tasks = []
    for name, counts in wanted.items():
        drawn = tallies[name].drawn
        pairs = [(level, HELD_OUT + drawn[level] + i) for level, count in enumerate(counts) for i in range(count)]
        tasks += [(name, instance) for instance in environments[name].instances(pairs)]
    completions = sampler.sample([instance.question for _, instance in tasks], samples, turn)
    asked = []
    for name in wanted:
        own = [(task, texts) for (of, task), texts in zip(tasks, completions, strict=True) if of == name]
        scores = iter(environments[name].scores([(task, text) for task, texts in own for text in texts]))
        asked += [
            Asked(environment=name, level=task.level, seed=task.seed, values=tuple(next(scores).value for _ in texts))
            for task, texts in own
        ]
    return Round(asked=tuple(asked))


def _count(done: Round, tallies: Mapping[str, Tally]) -> None:
    for each in done.asked:
        tallies[each.environment].add(each.level, each.values)
