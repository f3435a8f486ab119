from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from scaler.errors import ConfigError, SandboxUnavailable
from scaler.sandbox import Program, Sandbox, open_sandbox, opening
from scaler.sandbox.bwrap import Bwrap
from scaler.sandbox.landlock import Landlock
from scaler.sandbox.none import Unconfined
from scaler.sandbox.selftest import weaknesses
from tests.sandbox.suite import BackendName


@pytest.fixture
def anew() -> Iterator[None]:
    opening.try_backend.cache_clear()
    yield
    opening.try_backend.cache_clear()


def no_landlock() -> list[Landlock]:
    raise SandboxUnavailable("the kernel has no Landlock", fix="use Linux 5.13")


@pytest.mark.usefixtures("anew")
def test_where_nothing_holds_every_failure_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(opening, "LOCAL", {"bwrap": Bwrap.candidates, "landlock": no_landlock})
    with pytest.raises(SandboxUnavailable) as caught:
        open_sandbox(backend="auto")
    assert str(caught.value) == (
        "no backend can hold untrusted code here: bwrap: bubblewrap is not installed; "
        "landlock: the kernel has no Landlock\n  fix: sudo apt-get install -y bubblewrap; or use Linux 5.13"
    )


@pytest.mark.sandbox
@pytest.mark.usefixtures("anew")
def test_auto_falls_back_to_landlock(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, cache: Path) -> None:
    if opening.try_backend("landlock").backend is None:
        pytest.skip("no Landlock here")
    monkeypatch.setenv("PATH", str(tmp_path))
    with open_sandbox(workers=1, cache=cache) as opened:
        assert opened.describe()["backend"] == "landlock"


@pytest.mark.usefixtures("anew")
def test_a_launcher_that_fails_is_quoted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    broken = tmp_path / "bwrap"
    broken.write_text("#!/bin/sh\necho 'No permissions to create new namespace' >&2; exit 1\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    with pytest.raises(SandboxUnavailable, match="No permissions to create new namespace") as caught:
        open_sandbox(backend="bwrap")
    assert "kernel.unprivileged_userns_clone=1" in (caught.value.fix or "")


def test_the_self_test_sees_what_an_open_door_lets_through() -> None:
    assert {"reads", "finds_the_password_file", "sees_processes"} <= set(weaknesses(Unconfined(), 0))


@pytest.mark.usefixtures("anew")
def test_a_backend_that_does_not_hold_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "LOCAL", {"bwrap": lambda: [Unconfined("leaky")]})
    with pytest.raises(SandboxUnavailable, match="bwrap: it does not hold: hostile code reads, finds_the_password"):
        open_sandbox(backend="bwrap")


@pytest.mark.sandbox
def test_the_backends_withstand_the_self_test(backend: BackendName) -> None:
    profiles = Bwrap.candidates() if backend == "bwrap" else Landlock.candidates()
    assert any(weaknesses(profile, 1) == [] for profile in profiles)


def test_the_environment_chooses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCALER_SANDBOX", "docker")
    with pytest.raises(ConfigError) as caught:
        open_sandbox()
    assert str(caught.value) == (
        "SCALER_SANDBOX='docker' is no sandbox backend\n  fix: use one of auto, bwrap, landlock, sandboxfusion, none"
    )


def test_none_must_be_asked_for_and_warns(cache: Path) -> None:
    with pytest.warns(RuntimeWarning, match="untrusted code is not isolated"):
        opened: Sandbox = open_sandbox(workers=1, cache=cache, backend="none")
    with opened:
        assert opened.describe()["backend"] == "none"
        assert opened.run(Program("python", "print(1)"), [""])[0].stdout == "1\n"
        assert opened.run(Program("cpp", '#include <cstdio>\nint main() { puts("1"); }'), [""])[0].stdout == "1\n"


def test_at_least_one_worker() -> None:
    with pytest.raises(ValueError, match="workers must be at least 1, not 0"):
        open_sandbox(workers=0)


@pytest.mark.sandbox
@pytest.mark.skipif(os.geteuid() != 0, reason="only root's jails have another user")
def test_landlock_names_a_temporary_folder_in_which_it_cannot_compile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if opening.try_backend("landlock").backend is None:
        pytest.skip("no Landlock here")
    tmp_path.chmod(0o700)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with (
        open_sandbox(workers=1, cache=tmp_path / "cache", backend="landlock") as opened,
        pytest.raises(SandboxUnavailable, match=f"jails cannot compile in {tmp_path}: other users may not enter it"),
    ):
        opened.run(Program("cpp", "int main() {}"), [""])
