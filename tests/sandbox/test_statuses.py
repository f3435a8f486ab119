"""Every status, from programs and calls that end in that way."""

from __future__ import annotations

import pytest

from scaler.sandbox import Call, Limits, Program, PyFunc, Sandbox

pytestmark = pytest.mark.sandbox

LIMITS = Limits(cpu=0.5, wall=3.0, memory=256 << 20, output=10_000)


@pytest.mark.parametrize(
    ("code", "stdin", "status", "stdout", "stderr"),
    [
        ("print(int(input()) + 1)", "41", "ok", "42\n", ""),
        ("import sys; print(sys.stdin.buffer.read())", "é\n", "ok", "b'\\xc3\\xa9\\n'\n", ""),
        ("import os; print(os.read(0, os.fstat(0).st_size))", "ab", "ok", "b'ab'\n", ""),
        ("print(open(0).read(), __name__, end='')", "x", "ok", "x __main__", ""),
        ("print(sum(int(input()) for _ in range(20000)))", "2\n" * 20000, "ok", "40000\n", ""),
        ("print(1); exit()", "", "ok", "1\n", ""),
        ("import sys; print(1); sys.exit(3)", "", "error", "1\n", ""),
        ("import sys; sys.exit('no')", "", "error", "", "no\n"),
        (
            "print(1); 1 / 0",
            "",
            "error",
            "1\n",
            "    print(1); 1 / 0\n               ~~^~~\nZeroDivisionError: division by zero\n",
        ),
        ("def f(:", "", "error", "", "SyntaxError: invalid syntax\n"),
        ("import numpy", "", "error", "", "ModuleNotFoundError: No module named 'numpy'\n"),
        ("bytearray(1 << 30)", "", "error", "", "MemoryError\n"),
        ("while True: pass", "", "timeout", "", ""),
        ("import time; print(1, flush=True); time.sleep(9)", "", "timeout", "1\n", ""),
        ("print('x' * 9999)", "", "ok", "x" * 9999 + "\n", ""),
        ("print('x' * 10000)", "", "output_limit", "x" * 10000, ""),
        ("import ctypes; ctypes.string_at(0)", "", "signal", "", ""),
        ("import socket; socket.socket()", "", "violation", "", ""),
        (
            "import sys\nsys.setrecursionlimit(10**6)\ndef f(n): return n and 1 + f(n - 1)\nprint(f(50000))",
            *("", "ok", "50000\n", ""),
        ),
        (
            "import sys, threading\nsys.setrecursionlimit(10**6)\nthreading.stack_size(1 << 27)\n"
            "t = threading.Thread(target=lambda: print('thread'))\nt.start()",
            *("", "ok", "thread\n", ""),
        ),
    ],
)
def test_python_programs(sandbox: Sandbox, code: str, stdin: str, status: str, stdout: str, stderr: str) -> None:
    result = sandbox.run(Program("python", code), [stdin], limits=LIMITS)[0]
    assert (result.status, result.stdout) == (status, stdout), result
    assert result.stderr.endswith(stderr) if stderr else result.stderr == ""
    assert result.ok == (status == "ok")


@pytest.mark.parametrize(
    ("body", "status", "stdout"),
    [
        ('int x; scanf("%d", &x); printf("%d", x + 1);', "ok", "42"),
        ("return 7;", "error", ""),
        ("abort();", "signal", ""),
        ("for (volatile int i = 0;; i++) {}", "timeout", ""),
        ('for (;;) puts("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");', "output_limit", None),
        ("syscall(41, 2, 1, 0);", "violation", ""),
        ("undeclared();", "compile_error", ""),
    ],
)
def test_cpp_programs(sandbox: Sandbox, body: str, status: str, stdout: str | None) -> None:
    headers = "".join(f"#include <{name}>\n" for name in ("cstdio", "cstdlib", "unistd.h"))
    results = sandbox.run(Program("cpp", f"{headers}int main() {{ {body} }}"), ["41", "41"], limits=LIMITS)
    assert [result.status for result in results] == [status] * 2, results
    assert stdout is None or results[0].stdout == stdout
    assert ("'undeclared' was not declared" in results[0].stderr.replace("‘", "'").replace("’", "'")) == (
        status == "compile_error"
    )


@pytest.mark.parametrize(
    ("code", "status", "value", "stderr"),
    [
        ("def f(x): return {'a': [x, None, True, 0.5, 10**40]}", "ok", {"a": [7, None, True, 0.5, 10**40]}, ""),
        ("def f(x): print('noise'); return (x, x)", "ok", [7, 7], ""),
        ("def f(x): raise KeyError(x)", "error", None, "in f\n    def f(x): raise KeyError(x)\n"),
        ("def f(x): raise SystemExit", "error", None, "SystemExit"),
        ("def g(x): return 1", "error", None, "the module defines no function 'f'"),
        ("1 / 0\ndef f(x): return 1", "error", None, "ZeroDivisionError"),
        ("def f(x): return {1, 2}", "bad_result", None, "the result is not JSON: Object of type set"),
        ("def f(x): return float('nan')", "bad_result", None, "the result is not JSON: Out of range float"),
        ("def f(x): return 10**5000", "bad_result", None, "the result is not JSON: Exceeds the limit"),
        ("def f(x): return 'x' * 20000", "bad_result", None, "the result is larger than 10000 bytes"),
        ("def f(x): return '\\ud800'", "bad_result", None, "surrogates not allowed"),
        ("import os\ndef f(x): os._exit(0)", "bad_result", None, "the process ended without a result"),
        ("import os\ndef f(x): os._exit(3)", "error", None, ""),
        ("def f(x):\n  while True: pass", "timeout", None, ""),
        ("import os\ndef f(x): os.abort()", "signal", None, ""),
        ("import socket\ndef f(x): socket.socket()", "violation", None, ""),
    ],
)
def test_calls(sandbox: Sandbox, code: str, status: str, value: object, stderr: str) -> None:
    result = sandbox.call(PyFunc(code, "f"), [Call((7,))], limits=LIMITS)[0]
    assert (result.status, result.value) == (status, value), result
    assert stderr in result.stderr
    assert len(result.stderr) <= 2048


def test_usage_is_measured(sandbox: Sandbox) -> None:
    code = "import time; a = bytearray(100 << 20); time.sleep(0.3); t = time.process_time()\n"
    code += "while time.process_time() < t + 0.2: pass"
    result = sandbox.run(Program("python", code), [""], limits=LIMITS)[0]
    assert 0.2 <= result.cpu < 0.5
    assert result.wall >= 0.5
    assert 100 << 20 <= result.memory < 200 << 20


def test_a_fraction_of_a_second_is_a_limit(sandbox: Sandbox) -> None:
    result = sandbox.run(Program("python", "while True: pass"), [""], limits=Limits(cpu=0.1))[0]
    assert result.status == "timeout"
    assert 0.1 <= result.cpu < 0.4
