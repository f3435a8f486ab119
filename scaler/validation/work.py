"""How much work is an instance? Steps of a Python program, counted: the same everywhere, unlike seconds."""

from __future__ import annotations

from collections.abc import Sequence

from scaler.environment import Reference
from scaler.sandbox import Call, Limits, PyFunc, Sandbox

MOST_STEPS = 100_000
LIMITS = Limits(cpu=5, wall=30, output=1 << 16)

_COUNT = """
def scaler_steps(code, stdin, most):
    import io, sys

    class Enough(BaseException):
        pass

    steps = 0

    def trace(frame, event, argument):
        nonlocal steps
        steps += 1
        if steps >= most:
            raise Enough
        return trace

    sys.stdin = io.TextIOWrapper(io.BytesIO(stdin.encode()))
    sys.stdout = io.TextIOWrapper(io.BytesIO())
    program = compile(code, "program.py", "exec", dont_inherit=True)
    sys.settrace(trace)
    try:
        exec(program, {"__name__": "__main__", "__builtins__": __builtins__})
    except (Enough, SystemExit):
        pass
    finally:
        sys.settrace(None)
    return min(steps, most)
"""


def count_steps(sandbox: Sandbox, reference: Reference, stdins: Sequence[str]) -> list[int | None]:
    """Lines and calls that a Python reference executes on each stdin, at most MOST_STEPS; None where it failed."""
    calls = [Call((reference.code, stdin, MOST_STEPS)) for stdin in stdins]
    results = sandbox.call(PyFunc(_COUNT, "scaler_steps"), calls, limits=LIMITS, isolated=True)
    return [result.value if result.ok and isinstance(result.value, int) else None for result in results]
