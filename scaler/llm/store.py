"""The recording: completions on disk, addressed by the content of their requests.

`<folder>/<problem>/<label>.<first 16 digits of the key>.md` holds YAML front matter and, below it, the completion's
bytes as they came. The request's text is not kept: it holds other people's problem statements.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from scaler.errors import LLMError
from scaler.files import write_file
from scaler.llm.call import Call, Completion, Request
from scaler.llm.lock import transient_lock

_OPEN, _CLOSE = b"---\n", b"\n---\n"
_RECORDED = b"---\nrequest: "


class _Header(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    request: str = Field(pattern=r"^[0-9a-f]{64}$")
    step: str
    prompt_version: str
    model: str
    prompt_tokens: int = Field(ge=0)
    completion_tokens: int = Field(ge=0)
    estimated: bool
    finish_reason: str


class Store:
    """Recorded completions. Safe for several threads and processes: files appear whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, request: Request) -> Path:
        return self.folder / request.call.problem / f"{request.call.label}.{request.key[:16]}.md"

    def labelled(self, call: Call) -> list[Path]:
        """Recordings of the same problem and label, whatever was asked."""
        return sorted(
            path
            for path in (self.folder / call.problem).glob(f"{call.label}.*.md")
            if path.name != f"{call.label}.prompt.md"
        )

    def read(self, request: Request) -> Completion | None:
        """The recorded answer; None if there is none. Raises LLMError on a file that is no recording of it."""
        path = self.path(request)
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            return None
        key, completion = decode(path, content)
        if key != request.key:
            raise LLMError(f"{path} records request {key}, not {request.key}", fix=_again(path))
        return completion

    def asking(self, request: Request) -> AbstractContextManager[None]:
        """Held while somebody asks for what is not recorded: other threads and processes wait, and then read."""
        path = self.path(request)
        return transient_lock(path.with_name(f".{path.stem}.lock"))

    def write(self, request: Request, completion: Completion) -> Path:
        path = self.path(request)
        write_file(path, encode(request, completion))
        return path


def encode(request: Request, completion: Completion) -> bytes:
    header = _Header(
        request=request.key,
        step=request.call.prompt.step,
        prompt_version=request.call.prompt.version,
        model=completion.model,
        prompt_tokens=completion.prompt_tokens,
        completion_tokens=completion.completion_tokens,
        estimated=completion.estimated,
        finish_reason=completion.finish_reason,
    )
    # ASCII with escapes: PyYAML does not give back every character that it writes as it is (U+0085).
    front = yaml.safe_dump(header.model_dump(), sort_keys=False, allow_unicode=False).encode()
    return _OPEN + front.removesuffix(b"\n") + _CLOSE + completion.text.encode()


def is_recording(content: bytes) -> bool:
    return content.startswith(_RECORDED)


def decode(path: Path, content: bytes) -> tuple[str, Completion]:
    """The request's key and the completion of a recorded file; `path` is for the error's text."""
    front, fence, text = content.removeprefix(_OPEN).partition(_CLOSE)
    if not is_recording(content) or not fence:
        raise LLMError(f"{path} is no recorded completion: its front matter is missing or cut", fix=_again(path))
    try:
        header = _Header.model_validate(yaml.safe_load(front))
        body = text.decode()
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"])) or "front matter"
        raise LLMError(f"{path} is no recorded completion: {where}: {first['msg']}", fix=_again(path)) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise LLMError(f"{path} is no recorded completion: {error}", fix=_again(path)) from error
    return header.request, Completion(
        text=body,
        model=header.model,
        prompt_tokens=header.prompt_tokens,
        completion_tokens=header.completion_tokens,
        estimated=header.estimated,
        cached=True,
        finish_reason=header.finish_reason,
    )


def _again(path: Path) -> str:
    return f"restore {path.name} from version control, or delete it and record it again"
