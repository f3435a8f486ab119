"""Is an instance as large as was asked for, and are its fields those of the spec?"""

from __future__ import annotations

import json

from scaler.environment import EnvironmentSpec
from scaler.validation.bench import Bench, Draw
from scaler.validation.candidate import Candidate, Outcome
from scaler.validation.measure import measure_size
from scaler.validation.outcome import accept, example, reject


def scale(candidate: Candidate, bench: Bench) -> Outcome:
    """At every level each parameter's measured size equals the requested one."""
    draws = bench.draws.of_levels(candidate.levels, bench.thresholds.seeds_per_level)
    spec = candidate.draft.spec
    faults = [(draw, fault) for draw in draws if (fault := _fault(spec, draw))]
    measured = {"instances": len(draws), "faulty": len(faults)}
    if faults:
        draw, fault = faults[0]
        advice = f"{fault}\n{example({'scale': draw.scale, 'data': json.dumps(draw.data)})}"
        return reject("scale", candidate, f"{fault} at {draw}", advice, measured, [draw for draw, _ in faults])
    return accept("scale", candidate, measured)


def _fault(spec: EnvironmentSpec, draw: Draw) -> str | None:
    if missing := sorted(spec.fields.keys() - draw.data.keys()):
        return f"the data lacks the specified field {missing[0]!r}"
    if extra := sorted(draw.data.keys() - spec.fields.keys()):
        return f"the data has a field {extra[0]!r} that is not specified"
    for name, parameter in spec.scale.items():
        try:
            size = measure_size(parameter.measure, draw.data)
        except ValueError as error:
            return f"{name} cannot be measured: {error}"
        if size != draw.scale[name]:
            return f"{name} = {draw.scale[name]} was requested, {parameter.measure} is {size}"
    return None
