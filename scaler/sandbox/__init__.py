"""The only room that runs code from outside.

with open_sandbox() as sandbox:
    sandbox.run(Program("python", "print(int(input()) + 1)"), ["41"])[0].stdout   # "42\\n"
    sandbox.call(PyFunc("def f(n, rng): return rng.randint(1, n)", "f"), [Call((6,), seed=1)])[0].value
"""

from scaler.sandbox.api import Call, Limits, Program, PyFunc, Result, Sandbox, Status
from scaler.sandbox.opening import open_sandbox

__all__ = ["Call", "Limits", "Program", "PyFunc", "Result", "Sandbox", "Status", "open_sandbox"]
