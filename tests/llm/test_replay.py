from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from scaler.errors import LLMError, ReplayMiss
from scaler.llm import Call, Completion, Ledger, LLMConfig, open_llm
from scaler.llm.call import Request
from scaler.llm.store import Store

Calls = Callable[..., Call]
Configs = Callable[..., LLMConfig]


def test_replay_answers_from_the_recording(make_call: Calls, make_config: Configs) -> None:
    config = make_config("replay")
    answer = Completion("x\n", "toy-2025", 11, 7, False, True, "length")
    Store(config.recording).write(Request.of(make_call(), config), answer)
    ledger = Ledger(config)
    assert open_llm(config, ledger).complete(make_call()) == answer
    assert (ledger.totals().calls, ledger.totals().cached, ledger.totals().cost) == (1, 1, 0.0)


def test_a_miss_says_what_was_looked_for_and_how_to_record_it(make_call: Calls, make_config: Configs) -> None:
    config = make_config("replay")
    path = Store(config.recording).path(Request.of(make_call(), config))
    with pytest.raises(ReplayMiss) as caught:
        open_llm(config, Ledger(config)).complete(make_call())
    assert str(caught.value) == (
        "no recorded completion for problem 'two-sum', step 'generator' (prompt version 1.0, model 'toy')\n"
        f"  looked for: {path}\n"
        f"  fix: record it: scaler record PROBLEMS {config.recording} --model toy --only two-sum --live (or --from DIR)"
    )
    assert not config.recording.exists()


def test_a_miss_says_when_the_prompt_changed_since(make_call: Calls, make_config: Configs) -> None:
    config = make_config("replay")
    answer = Completion("x", "toy", 1, 1, False, True, "stop")
    old = Store(config.recording).write(Request.of(make_call(user="old"), config), answer)
    with pytest.raises(ReplayMiss) as caught:
        open_llm(config, Ledger(config)).complete(make_call(user="new"))
    assert caught.value.message.splitlines()[2] == (
        f"  there is {old.name}: the prompt or its inputs (or model or sampling) changed since it was recorded"
    )


def test_files_ask_for_the_answer_then_record_it(make_call: Calls, make_config: Configs, tmp_path: Path) -> None:
    config = make_config("files", files=tmp_path / "answers")
    ledger = Ledger(config)
    llm = open_llm(config, ledger)
    folder = tmp_path / "answers" / "two-sum"
    with pytest.raises(ReplayMiss) as caught:
        llm.complete(make_call())
    assert str(caught.value) == (
        "no completion for problem 'two-sum', step 'generator'; its prompt is in "
        f"{folder / '02-generator.prompt.md'}\n"
        f"  fix: write the model's answer to {folder / '02-generator.md'}, then run the same command again"
    )
    prompt = (folder / "02-generator.prompt.md").read_text()
    assert prompt == "# system\n\nYou write generators.\n\n# user\n\nSecret statement.\n"

    (folder / "02-generator.md").write_bytes(b"---\nan answer\r\n")
    completion = llm.complete(make_call())
    assert completion == Completion("---\nan answer\r\n", "toy", 10, 4, True, False, "stop")
    assert [path.name for path in folder.iterdir()] == ["02-generator.md"]
    assert llm.complete(make_call()).cached
    assert open_llm(make_config("replay"), ledger).complete(make_call()).text == completion.text
    assert ledger.totals().tokens == 14


def test_recording_in_place_replaces_the_superseded_file(make_call: Calls, make_config: Configs) -> None:
    config = make_config("replay")
    old = Completion("answer", "toy-2025", 3, 7, False, True, "length")
    path = Store(config.recording).write(Request.of(make_call(user="old"), config), old)
    config = make_config("files", files=config.recording)
    new = open_llm(config, Ledger(config)).complete(make_call(user="newer"))
    assert new == Completion("answer", "toy-2025", 7, 7, True, True, "length")
    assert [p.name for p in path.parent.iterdir()] == [
        Store(config.recording).path(Request.of(make_call(user="newer"), config)).name
    ]


def test_recording_elsewhere_leaves_the_source_alone(make_call: Calls, make_config: Configs, tmp_path: Path) -> None:
    config = make_config("files", files=tmp_path / "answers")
    old = Completion("answer", "toy-2025", 3, 7, False, True, "stop")
    source = Store(tmp_path / "answers").write(Request.of(make_call(user="old"), config), old)
    assert open_llm(config, Ledger(config)).complete(make_call()).text == "answer"
    assert source.exists()


def test_several_answers_are_refused_unless_one_is_named(
    make_call: Calls, make_config: Configs, tmp_path: Path
) -> None:
    folder = tmp_path / "answers" / "two-sum"
    folder.mkdir(parents=True)
    for name in ("02-generator.a.md", "02-generator.b.md"):
        (folder / name).write_text(name)
    config = make_config("files", files=tmp_path / "answers")
    llm = open_llm(config, Ledger(config))
    with pytest.raises(LLMError) as caught:
        llm.complete(make_call())
    assert str(caught.value) == (
        f"several answers in {folder}: 02-generator.a.md, 02-generator.b.md\n"
        "  fix: keep one, or name the right one 02-generator.md"
    )
    (folder / "02-generator.b.md").rename(folder / "02-generator.md")
    assert llm.complete(make_call()).text == "02-generator.b.md"
