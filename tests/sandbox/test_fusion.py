from __future__ import annotations

from collections.abc import Iterator

import pytest

from scaler.errors import SandboxFailure, SandboxUnavailable
from scaler.sandbox import Call, Limits, Program, PyFunc, Sandbox, open_sandbox
from tests.sandbox.fusion_server import READ, FusionServer

LIMITS = Limits(cpu=0.7, wall=1.5, output=100_000)


@pytest.fixture(scope="module")
def server() -> Iterator[FusionServer]:
    with FusionServer() as running:
        yield running


@pytest.fixture
def fusion(server: FusionServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    monkeypatch.setenv("SCALER_SANDBOXFUSION_URL", f"{server.url}?key=secret")
    with open_sandbox(workers=2, backend="sandboxfusion") as opened:
        yield opened


@pytest.mark.sandbox
@pytest.mark.parametrize(
    ("language", "code"),
    [
        ("python", "print(int(input()) + 1)"),
        ("python", "import sys; sys.exit(3)"),
        ("python", "1 / 0"),
        ("python", "while True: pass"),
        ("python", "import ctypes; ctypes.string_at(0)"),
        ("python", "print('x' * 100_001)"),
        ("cpp", '#include <cstdio>\nint main() { int x; scanf("%d", &x); printf("%d", x + 1); }'),
        ("cpp", "int main() { return oops; }"),
        ("cpp", "#include <cstdlib>\nint main() { abort(); }"),
    ],
)
def test_programs_end_as_they_do_here(fusion: Sandbox, sandbox: Sandbox, language: str, code: str) -> None:
    program = Program("cpp" if language == "cpp" else "python", code)
    there, here = (box.run(program, ["41"], limits=LIMITS)[0] for box in (fusion, sandbox))
    assert (there.status, there.stdout[:50]) == (here.status, here.stdout[:50])


@pytest.mark.sandbox
@pytest.mark.parametrize(
    "code",
    [
        "import random\ndef f(x, rng): return [x, rng.random(), random.random(), rng.sample(range(99), 5)]",
        "def f(x, rng): print('noise'); return x",
        "def f(x, rng): raise KeyError(x)",
        "def g(x, rng): return x",
        "def f(x, rng): return {x}",
        "def f(x, rng):\n  while x == 3: pass\n  return x",
    ],
)
def test_calls_give_what_they_give_here(fusion: Sandbox, sandbox: Sandbox, code: str) -> None:
    calls = [Call((i,), seed=i) for i in range(5)]
    there, here = (box.call(PyFunc(code, "f"), calls, limits=LIMITS) for box in (fusion, sandbox))
    assert [(result.status, result.value) for result in there] == [(result.status, result.value) for result in here]
    alone = fusion.call(PyFunc(code, "f"), calls[:2], limits=LIMITS, isolated=True)
    assert [(result.status, result.value) for result in alone] == [(r.status, r.value) for r in here[:2]]


def test_output_near_the_silent_cut_is_refused(fusion: Sandbox) -> None:
    wide = Limits(output=8 << 20)
    flood = fusion.run(Program("python", "print('x' * 300_000)"), [""], limits=wide)[0]
    assert flood.status == "output_limit"
    large = PyFunc("def f(n): return 'x' * n", "f")
    sizes = fusion.call(large, [Call((10,)), Call((300_000,)), Call((20,))], limits=wide)
    assert [result.status for result in sizes] == ["ok", "bad_result", "ok"]


def test_only_fields_that_the_server_reads_are_sent(fusion: Sandbox, server: FusionServer) -> None:
    fusion.run(Program("python", "print(1)"), [""], limits=Limits(wall=7, memory=64 << 20))
    sent = server.requests[-1]
    assert set(sent) <= READ
    assert (sent["run_timeout"], sent["memory_limit_MB"]) == (7, 64)


def test_a_passing_fault_is_tried_again(fusion: Sandbox, server: FusionServer) -> None:
    server.faults.extend(["500", "not json", "sandbox error"])
    assert fusion.run(Program("python", "print(1)"), [""])[0].stdout == "1\n"


def test_the_servers_own_fault_is_never_the_programs(fusion: Sandbox, server: FusionServer) -> None:
    server.faults.extend(["sandbox error"] * 2)
    result = fusion.run(Program("python", "print(1)"), [""])[0]
    assert (result.status, result.stderr) == ("sandbox_error", "the server says: out of disk")


def test_a_lost_server_is_named_without_its_key(fusion: Sandbox, server: FusionServer) -> None:
    server.faults.append("404")
    with pytest.raises(SandboxFailure, match="gave status 404") as caught:
        fusion.run(Program("python", "print(1)"), [""])
    assert "secret" not in str(caught.value)
    assert "secret" not in str(fusion.describe())
    assert fusion.describe()["tier"] == "as the server is configured"


def test_no_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SCALER_SANDBOXFUSION_URL", raising=False)
    with pytest.raises(SandboxUnavailable, match="SCALER_SANDBOXFUSION_URL is not set"):
        open_sandbox(backend="sandboxfusion")
    monkeypatch.setenv("SCALER_SANDBOXFUSION_URL", "http://127.0.0.1:9")
    with pytest.raises(SandboxUnavailable, match=r"the SandboxFusion server at 127\.0\.0\.1:9 gave ConnectError"):
        open_sandbox(backend="sandboxfusion")
