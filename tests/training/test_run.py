from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scaler.curriculum import HELD_OUT, make_curriculum
from scaler.errors import ConfigError, LockError
from scaler.evaluation import SamplerConfig
from scaler.evaluation.local import TransformersSampler
from scaler.training import CurriculumSettings, StepRecord, SupplySettings, TrainConfig
from scaler.training.folder import begin, last_checkpoint, own, require_config
from scaler.training.run import prepare_model, train
from tests.training.conftest import Sorting


def pool(judged: bool = True) -> dict[str, Sorting]:
    return {name: Sorting(f"{name}@1.0", judged) for name in ("first", "second", "third")}


def lines(out: Path) -> list[dict[str, Any]]:
    """metrics.jsonl without the times, which differ between runs."""
    times = ("time", "environment_seconds")
    found = [json.loads(line) for line in (out / "metrics.jsonl").read_text().splitlines()]
    return [{key: value for key, value in line.items() if key not in times} for line in found]


def kill_after(step: int) -> Any:
    def progress(step_done: int, metrics: StepRecord) -> None:
        if step_done == step:
            raise KeyboardInterrupt

    return progress


def test_a_killed_run_continues_as_the_unbroken_one(config: TrainConfig, base: Path, tmp_path: Path) -> None:
    config = config.model_copy(update={"model": str(base)})
    unbroken, killed, resumed = pool(), pool(), pool()
    train(config, unbroken, out=tmp_path / "a", lock_name="demo.lock", lock_digest="1")

    out = tmp_path / "b"
    with pytest.raises(KeyboardInterrupt):
        train(config, killed, out=out, lock_digest="1", progress=kill_after(3))
    assert len(lines(out)) == 3
    assert last_checkpoint(out / "checkpoints") == out / "checkpoints" / "checkpoint-2"
    result = train(config, resumed, out=out, resume=True, lock_digest="1")

    assert lines(out) == lines(tmp_path / "a")
    assert [line["step"] for line in lines(out)] == [1, 2, 3, 4, 5]
    weights = [(run / "model" / "model.safetensors").read_bytes() for run in (tmp_path / "a", out)]
    assert weights[0] == weights[1]
    assert weights[0] != (base / "model.safetensors").read_bytes()
    for name, env in resumed.items():
        assert env.asked == unbroken[name].asked[-len(env.asked) :]
        assert all(seed < HELD_OUT for _, seed in env.asked)
    assert train(config, pool(), out=out, resume=True, lock_digest="1") == result


def test_measuring_on_the_way_changes_nothing(config: TrainConfig, base: Path, tmp_path: Path) -> None:
    config = config.model_copy(update={"model": str(base)})
    train(config, pool(), out=tmp_path / "a")
    answers: dict[int, list[list[str]]] = {}

    def measure(step: int, model: Any, tokenizer: Any) -> None:
        sampler = TransformersSampler(model, tokenizer, SamplerConfig(temperature=1.0, max_new_tokens=6, seed=1))
        answers[step] = sampler.sample(["A row of boxes shows 31."], 4)

    train(config, pool(), out=tmp_path / "b", measure=measure, every=2)
    assert answers.keys() == {2, 4}
    assert all(len(group) == 4 for (group,) in answers.values())
    assert lines(tmp_path / "b") == lines(tmp_path / "a")
    weights = [(tmp_path / run / "model" / "model.safetensors").read_bytes() for run in "ab"]
    assert weights[0] == weights[1]


def test_a_run_killed_after_its_last_step_takes_no_step_more(config: TrainConfig, base: Path, tmp_path: Path) -> None:
    config = config.model_copy(update={"model": str(base), "checkpoint_every": 5})
    train(config, pool(), out=tmp_path)
    done, weights = lines(tmp_path), (tmp_path / "model" / "model.safetensors").read_bytes()
    facts = json.loads((tmp_path / "run.json").read_text())
    (tmp_path / "run.json").write_text(json.dumps(facts | {"seconds": 0.0}))
    environments = pool()
    train(config, environments, out=tmp_path, resume=True)
    assert lines(tmp_path) == done
    assert (tmp_path / "model" / "model.safetensors").read_bytes() == weights
    assert all(env.asked == [] for env in environments.values())


def test_a_run_writes_what_the_report_reads(config: TrainConfig, base: Path, tmp_path: Path) -> None:
    config = config.model_copy(update={"model": str(base)})
    seen: list[int] = []
    result = train(
        config,
        pool(),
        out=tmp_path / "run",
        lock_name="demo.lock",
        lock_digest="abc",
        progress=lambda step, metrics: seen.append(step),
    )
    assert seen == [1, 2, 3, 4, 5]
    assert result.model == tmp_path / "run" / "model"
    facts = json.loads((tmp_path / "run" / "run.json").read_text())
    assert (facts["lock"], facts["lock_digest"], facts["policy"], facts["steps"]) == ("demo.lock", "abc", "frontier", 5)
    assert facts["seconds"] == result.seconds > 0
    for line in lines(tmp_path / "run"):
        assert sum(each["groups"] for each in line["environments"].values()) == config.grpo.prompts
        assert (line["replaced"], line["quarantined"]) == ({}, {})
        assert 0 <= line["reward"] <= 1


def test_rollouts_that_nobody_could_judge_change_nothing(config: TrainConfig, base: Path, tmp_path: Path) -> None:
    config = config.model_copy(update={"model": str(base)})
    environments = pool(judged=False)
    levels = {name: env.levels for name, env in environments.items()}
    curriculum = make_curriculum("paper", levels, {"start": 2.0}, seed=0)
    train(config, environments, curriculum, out=tmp_path / "run")
    assert curriculum.levels == dict.fromkeys(levels, 2.0)
    last = lines(tmp_path / "run")[-1]
    assert (last["reward"], last["effective_prompts"]) == (None, None)
    assert all(each["pass_rate"] is None for each in last["environments"].values())
    trained = (tmp_path / "run" / "model" / "model.safetensors").read_bytes()
    assert trained == (base / "model.safetensors").read_bytes()


def test_a_demo_model_is_made_once_for_each_recipe(config: TrainConfig, tmp_path: Path) -> None:
    first, again, other = pool(), pool(), pool()
    base = prepare_model(config, first, tmp_path)
    assert base == tmp_path / "base"
    weights = (base / "model.safetensors").read_bytes()
    prepare_model(config, again, tmp_path)
    assert all(env.asked == [] for env in again.values())
    prepare_model(config.model_copy(update={"seed": 1}), other, tmp_path)
    assert all(len(env.asked) == config.warmup.demonstrations for env in other.values())
    assert (base / "model.safetensors").read_bytes() != weights


def test_a_changed_lock_file_stops_a_resume(config: TrainConfig, base: Path, tmp_path: Path) -> None:
    config = config.model_copy(update={"model": str(base)})
    with pytest.raises(KeyboardInterrupt):
        train(config, pool(), out=tmp_path, lock_name="demo.lock", lock_digest="old", progress=kill_after(1))
    with pytest.raises(LockError, match=r"demo\.lock changed since the run .* began: old then, new now") as caught:
        train(config, pool(), out=tmp_path, resume=True, lock_name="demo.lock", lock_digest="new")
    assert caught.value.fix == (
        "restore the lock file, go on with the new one (--accept-lock-change), or start a new run elsewhere"
    )
    with pytest.raises(ConfigError, match="already holds a run"):
        train(config, pool(), out=tmp_path)


def test_other_settings_stop_a_resume(config: TrainConfig, base: Path, tmp_path: Path) -> None:
    config = config.model_copy(update={"model": str(base), "curriculum": CurriculumSettings(name="paper")})
    facts = begin(tmp_path, config, "demo.lock", "1")
    assert json.loads((tmp_path / "run.json").read_text())["config"] == config.model_dump(mode="json")
    grpo = config.grpo.model_copy(update={"learning_rate": 1.0, "micro_batch": 8})
    curriculum = CurriculumSettings(name="paper", settings={"start": 2.0})
    other = config.model_copy(update={"grpo": grpo, "curriculum": curriculum, "threads": 2})
    with pytest.raises(ConfigError) as caught:
        train(other, pool(), out=tmp_path, resume=True, lock_digest="1")
    assert str(caught.value) == (
        f"the run in {tmp_path} began with other settings: grpo.learning_rate: 0.001 then, 1.0 now; "
        "curriculum.settings.start: None then, 2.0 now\n"
        "  fix: resume it with its own settings, or start a new run in another folder"
    )
    freed = {"threads": 2, "processes": 2, "evaluation": None, "supply": SupplySettings(ahead=False)}
    require_config(tmp_path, facts, config.model_copy(update=freed))
    require_config(tmp_path, facts.model_copy(update={"config": {}}), other)  # a run of before settings were kept


def test_one_process_trains_in_a_folder(config: TrainConfig, base: Path, tmp_path: Path) -> None:
    config = config.model_copy(update={"model": str(base)})
    with own(tmp_path), pytest.raises(ConfigError) as caught:
        train(config, pool(), out=tmp_path)
    assert str(caught.value) == (
        f"another process trains in {tmp_path}\n  fix: wait for it or end it, or give another folder"
    )
    assert [path.name for path in tmp_path.iterdir()] == [".lock"]
    with own(tmp_path):
        pass


def test_a_changed_lock_is_accepted_for_a_run_that_goes_on(config: TrainConfig, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="a new run has no lock file that could have changed"):
        train(config, pool(), out=tmp_path / "run", accept_lock_change=True)
    assert not (tmp_path / "run").exists()


def test_a_run_goes_on_with_another_lock_file_when_told_so(config: TrainConfig, base: Path, tmp_path: Path) -> None:
    config = config.model_copy(update={"model": str(base)})
    with pytest.raises(KeyboardInterrupt):
        train(config, pool(), out=tmp_path, lock_name="old", lock_digest="1", progress=kill_after(3))
    after = {"fourth": Sorting("fourth@1.0"), "first": Sorting("first@1.1"), "third": Sorting("third@1.0")}

    def go_on(**arguments: Any) -> Any:
        return train(config, after, out=tmp_path, resume=True, lock_name="new", lock_digest="2", **arguments)

    with pytest.raises(KeyboardInterrupt):
        go_on(accept_lock_change=True, progress=kill_after(3))
    go_on()  # accepted once: nobody is asked again
    facts = json.loads((tmp_path / "run.json").read_text())
    assert (facts["lock"], facts["lock_digest"]) == ("new", "2")
    change = {"step": 2, "before": "1", "after": "2", "came": ["fourth"], "left": ["second"]}
    assert facts["lock_changes"] == [change]
    done = lines(tmp_path)
    assert [line["step"] for line in done] == [1, 2, 3, 4, 5]
    drawn = [set(line["environments"]) for line in done]
    assert set().union(*drawn[2:]) <= after.keys()
    assert min(seed for _, seed in after["third"].asked) > 0
    assert min(seed for _, seed in after["fourth"].asked) == 0


def test_folders_that_do_not_fit(config: TrainConfig, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="holds no run to resume"):
        train(config, pool(), out=tmp_path / "none", resume=True)
    with pytest.raises(ConfigError, match=r"is no model folder: it has no config\.json"):
        train(config.model_copy(update={"model": str(tmp_path)}), pool(), out=tmp_path / "run")


def test_a_checkpoint_without_the_curriculum_is_not_whole(tmp_path: Path) -> None:
    assert last_checkpoint(tmp_path) is None
    for step in (9, 10, 11):
        (tmp_path / f"checkpoint-{step}").mkdir()
    for step in (9, 10):
        (tmp_path / f"checkpoint-{step}" / "curriculum.json").write_text("{}")
    assert last_checkpoint(tmp_path) == tmp_path / "checkpoint-10"
