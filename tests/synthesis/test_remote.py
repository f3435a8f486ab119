"""What other processes are told by a run, and what they refuse to work without."""

from __future__ import annotations

import platform
from pathlib import Path

import pytest

from scaler.errors import ConfigError
from scaler.llm import LLMConfig
from scaler.sandbox import Sandbox
from scaler.synthesis import Remote, SynthesisConfig, open_workshop, shared_workshop
from tests import toy


def config(tmp_path: Path, **more: Path) -> SynthesisConfig:
    llm = LLMConfig(mode="files", model="toy", recording=tmp_path / "recording", files=tmp_path / "files")
    return SynthesisConfig(llm=llm, registry=tmp_path / "registry", work=tmp_path / "work", **more)


def test_another_process_compares_with_the_library_of_the_run(tmp_path: Path, sandbox: Sandbox) -> None:
    toy.registry(tmp_path, sandbox, "max")
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "test.txt").write_text(" ".join(f"word{number}" for number in range(50)))
    asked = config(tmp_path, benchmarks=texts)
    with shared_workshop(asked) as mine, mine.remote() as remote:
        toy.registry(tmp_path, sandbox, "min")
        with open_workshop(asked, remote=remote) as theirs:
            assert list(theirs.library.environments) == ["max-of-list"]
            assert theirs.library.identity == mine.library.identity
            assert theirs.identity == mine.identity
        with open_workshop(asked) as later:
            assert list(later.library.environments) == ["max-of-list", "min-of-list"]
    assert not remote.shelf.exists()
    with (
        open_workshop(asked, remote=remote) as late,
        pytest.raises(ConfigError, match=r"\.library-\w+\.jsonl: no environments can be read"),
    ):
        assert late.library


def test_a_folder_that_a_node_does_not_see_is_not_made_there(tmp_path: Path) -> None:
    asked = config(tmp_path)
    remote = Remote(shelf=tmp_path / "shelf", folders=(tmp_path, asked.registry))
    with pytest.raises(ConfigError) as refused, open_workshop(asked, remote=remote):
        pass
    assert str(refused.value) == (
        f"{asked.registry} is not there on {platform.node()}\n"
        "  fix: registry, work folder and recording lie on a disk that all nodes mount at the same place"
    )
    assert not asked.registry.exists()
    assert not asked.work.exists()


def test_paths_become_absolute_and_nothing_else_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    llm = LLMConfig(mode="files", model="toy", recording=Path("recording"), files=Path("files"))
    whole = SynthesisConfig(llm=llm, registry=Path("registry"), work=Path("work"), benchmarks=Path("texts")).absolute()
    assert whole == config(tmp_path, benchmarks=tmp_path / "texts")
    assert whole.absolute() == whole
    assert whole.prompts is None
