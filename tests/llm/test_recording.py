from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scaler.errors import ConfigError, LLMError
from scaler.llm import Call, Completion, LLMConfig, Message, Prompt, Sampling
from scaler.llm.call import Request
from scaler.llm.store import Store

ANSWER = Completion("text", "toy-2025", 11, 7, False, True, "stop")
PROMPT = Prompt("solver", "1.0", "0" * 64, (Message("system", "s"), Message("user", "u")), Sampling())
REQUEST = Request(Call("two-sum", 1, PROMPT), "toy", Sampling(temperature=1.0))
written = st.text(st.characters(exclude_categories=["Cs"]))


@settings(deadline=None, max_examples=150)
@given(text=written, model=written, reason=written, tokens=st.integers(0, 2**40), estimated=st.booleans())
@example("---\nrequest: x\n---\n\n---\n", "a\n---\nb", "stop", 0, True)
@example("\r\n one\r two\n\n", "toy: 'x'", "length", 1, False)
@example("", "", "", 0, False)
def test_a_completion_comes_back_byte_by_byte(text: str, model: str, reason: str, tokens: int, estimated: bool) -> None:
    completion = Completion(text, model, tokens, tokens + 1, estimated, True, reason)
    with TemporaryDirectory() as folder:
        store = Store(Path(folder))
        path = store.write(REQUEST, completion)
        assert store.read(REQUEST) == completion
        assert path.read_bytes().endswith(b"\n---\n" + text.encode())


def test_the_file_holds_the_answer_and_nothing_of_the_request(
    tmp_path: Path, make_call: Callable[..., Call], make_config: Callable[..., LLMConfig]
) -> None:
    request = Request.of(make_call(), make_config("replay"))
    path = Store(tmp_path).write(request, ANSWER)
    assert path == tmp_path / "two-sum" / f"02-generator.{request.key[:16]}.md"
    assert path.read_text() == (
        f"---\nrequest: {request.key}\nstep: generator\nprompt_version: '1.0'\nmodel: toy-2025\nprompt_tokens: 11\n"
        "completion_tokens: 7\nestimated: false\nfinish_reason: stop\n---\ntext"
    )
    assert list(path.parent.iterdir()) == [path]


def test_the_key_is_stable_and_follows_the_content_alone(
    make_call: Callable[..., Call], make_config: Callable[..., LLMConfig]
) -> None:
    """A changed key would orphan every recording: the literal pins the canonical form."""
    base = Request.of(make_call(), make_config("replay"))
    assert base.key == "690ab4bed749090979dd6fa16261284c315cb6d14be5e188bdc82859c6194654"
    same = [make_call(problem="other"), make_call(ordinal=3), make_call(version="2.0")]
    assert {Request.of(call, make_config("replay")).key for call in same} == {base.key}
    other = [
        Request.of(make_call(user="other"), make_config("replay")),
        Request.of(make_call(), make_config("replay", model="other")),
        Request.of(make_call(), make_config("replay", temperature=0.0)),
        Request.of(make_call(), make_config("replay", max_tokens=None)),
    ]
    assert len({base.key, *(request.key for request in other)}) == 5


def test_the_prompts_sampling_goes_before_the_settings(make_config: Callable[..., LLMConfig]) -> None:
    call = Call("p", 1, replace(PROMPT, sampling=Sampling(temperature=0.0)))
    assert Request.of(call, make_config("live", max_tokens=9)).sampling == Sampling(temperature=0.0, max_tokens=9)


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (lambda raw: b"", "its front matter is missing or cut"),
        (lambda raw: raw[:60], "its front matter is missing or cut"),
        (lambda raw: raw.replace(b"estimated: false", b"estimated: 7"), "estimated: Input should be a valid bool"),
        (lambda raw: raw.replace(b"model: toy", b"model: [toy"), "expected ',' or ']'"),
        (lambda raw: raw + b"\xff", "can't decode byte 0xff"),
        (lambda raw: re.sub(rb"[0-9a-f]{64}", b"f" * 64, raw), f"records request {'f' * 64}, not {REQUEST.key}"),
    ],
)
def test_a_damaged_recording_is_an_error_and_never_an_answer(
    tmp_path: Path, damage: Callable[[bytes], bytes], says: str
) -> None:
    path = Store(tmp_path).write(REQUEST, ANSWER)
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(LLMError) as caught:
        Store(tmp_path).read(REQUEST)
    assert str(path) in caught.value.message
    assert says in caught.value.message
    assert caught.value.fix == f"restore {path.name} from version control, or delete it and record it again"


@pytest.mark.parametrize("name", ["../up", "a/b", "", ".", "a b", "a.b"])
def test_a_problem_that_is_no_file_name_is_refused(name: str) -> None:
    with pytest.raises(ConfigError, match="is no file name"):
        Call(name, 1, PROMPT)
