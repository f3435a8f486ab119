from __future__ import annotations

from pathlib import Path

import pytest

from scaler.errors import SandboxUnavailable
from scaler.sandbox import Program, Sandbox, open_sandbox, opening
from scaler.sandbox.bwrap import Bwrap
from scaler.sandbox.none import Unconfined
from scaler.sandbox.selftest import weaknesses


def open_anew() -> Sandbox:
    opening._proven_backend.cache_clear()
    try:
        return open_sandbox()
    finally:
        opening._proven_backend.cache_clear()


def test_without_bubblewrap_the_error_names_the_package(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SandboxUnavailable) as caught:
        open_anew()
    assert str(caught.value) == "bubblewrap is not installed\n  fix: sudo apt-get install -y bubblewrap"


def test_a_launcher_that_fails_is_quoted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    broken = tmp_path / "bwrap"
    broken.write_text("#!/bin/sh\necho 'No permissions to create new namespace' >&2; exit 1\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    with pytest.raises(SandboxUnavailable, match="No permissions to create new namespace") as caught:
        open_anew()
    assert "kernel.unprivileged_userns_clone=1" in (caught.value.fix or "")


def test_the_self_test_sees_what_an_open_door_lets_through() -> None:
    assert {"reads", "finds_the_password_file", "sees_processes"} <= set(weaknesses(Unconfined(), 0))


def test_a_backend_that_does_not_hold_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    leaky = Unconfined("leaky")
    monkeypatch.setattr(opening, "_candidates", lambda: [leaky])
    with pytest.raises(SandboxUnavailable, match="leaky does not hold: hostile code reads, finds_the_password_file"):
        open_anew()


@pytest.mark.sandbox
def test_bubblewrap_withstands_the_self_test(sandbox: Sandbox) -> None:
    assert sandbox.describe()["backend"] == "bwrap"
    assert any(weaknesses(profile, 1) == [] for profile in Bwrap.candidates())


def test_none_must_be_asked_for_and_warns(cache: Path) -> None:
    with pytest.warns(RuntimeWarning, match="untrusted code is not isolated"):
        opened = open_sandbox(workers=1, cache=cache, backend="none")
    with opened:
        assert opened.describe()["backend"] == "none"
        assert opened.run(Program("python", "print(1)"), [""])[0].stdout == "1\n"
        assert opened.run(Program("cpp", '#include <cstdio>\nint main() { puts("1"); }'), [""])[0].stdout == "1\n"


def test_at_least_one_worker() -> None:
    with pytest.raises(ValueError, match="workers must be at least 1, not 0"):
        open_sandbox(workers=0)
