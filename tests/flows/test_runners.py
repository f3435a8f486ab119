"""Names of task runners."""

from __future__ import annotations

from importlib.util import find_spec

import pytest
from prefect.task_runners import ThreadPoolTaskRunner

from flows.runners import in_other_processes, task_runner
from scaler.errors import ConfigError


def test_threads_are_one_batch_at_a_time_unless_a_number_says_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    assert task_runner("threads") == ThreadPoolTaskRunner(max_workers=1)
    assert task_runner("threads:4") == ThreadPoolTaskRunner(max_workers=4)
    monkeypatch.setenv("SCALER_TASK_RUNNER", "threads:3")
    assert task_runner() == ThreadPoolTaskRunner(max_workers=3)
    assert not in_other_processes()  # no flow runs


@pytest.mark.parametrize(
    "name", ["threads:0", "threads:two", "ray:", "ray:head", "ray://head", "ray:a b:1", "dask", ""]
)
def test_what_names_no_task_runner_is_refused(name: str) -> None:
    with pytest.raises(ConfigError) as refused:
        task_runner(name)
    assert str(refused.value) == (
        f"SCALER_TASK_RUNNER={name!r} names no task runner\n"
        "  fix: one of threads, threads:N, ray, ray:auto, ray:HOST:PORT or ray://HOST:PORT"
    )


@pytest.mark.skipif(find_spec("prefect_ray") is not None, reason="Ray is installed here")
@pytest.mark.parametrize("name", ["ray", "ray:auto", "ray:head:6379", "ray://head:10001"])
def test_a_name_of_ray_without_ray_says_what_to_install(name: str) -> None:
    with pytest.raises(ConfigError, match="Ray is not installed here\n  fix: install the extra `ray`"):
        task_runner(name)
