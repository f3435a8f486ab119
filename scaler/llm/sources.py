"""Where a completion comes from when the recording has none: nowhere (replay), or a folder of files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import NoReturn

from scaler.errors import LLMError, ReplayMiss
from scaler.files import write_file
from scaler.llm.call import Completion, Request, rough_tokens
from scaler.llm.store import Store, decode, is_recording


def miss(store: Store, request: Request) -> NoReturn:
    """Raise ReplayMiss: what was looked for, what is there instead, and how to record it."""
    call = request.call
    lines = [
        f"no recorded completion for problem {call.problem!r}, step {call.prompt.step!r} "
        f"(prompt version {call.prompt.version}, model {request.model!r})",
        f"  looked for: {store.path(request)}",
    ]
    if others := store.labelled(call):
        names = ", ".join(path.name for path in others)
        lines.append(
            f"  there is {names}: the prompt or its inputs (or model or sampling) changed since it was recorded"
        )
    raise ReplayMiss(
        "\n".join(lines),
        fix=f"record it: scaler record PROBLEMS {store.folder} --model {request.model} --only {call.problem} "
        "--live (or --from DIR)",
    )


class Files:
    """Completions that people or other tools left in a folder.

    The answer to a call is `<folder>/<problem>/<label>.md`, or `<label>.<anything>.md` beside it; the front matter of
    a recorded file is stripped. Where there is none, the prompt is written to `<label>.prompt.md` for them to answer.
    """

    def __init__(self, folder: Path, store: Store) -> None:
        self._folder = folder
        self._in_place = folder.resolve() == store.folder.resolve()

    def ask(self, request: Request) -> Completion:
        """Raises ReplayMiss when there is no answer yet, LLMError when there are several or one cannot be read."""
        source = self._source(request)
        content = source.read_bytes()
        asked = rough_tokens(*(message.content for message in request.messages))
        if is_recording(content):
            _, old = decode(source, content)
            return replace(old, prompt_tokens=asked, estimated=True)
        try:
            text = content.decode()
        except UnicodeDecodeError as error:
            raise LLMError(f"{source} is no UTF-8 text: {error}", fix="save it as UTF-8") from error
        return Completion(
            text=text,
            model=request.model,
            prompt_tokens=asked,
            completion_tokens=rough_tokens(text),
            estimated=True,
            cached=False,
            finish_reason="stop",
        )

    def tidy(self, request: Request, written: Path) -> None:
        """Once the answer is recorded: remove the prompt that asked for it, and in place what it supersedes."""
        self._prompt(request).unlink(missing_ok=True)
        if self._in_place:
            for path in self._candidates(request):
                if path.name != written.name:
                    path.unlink()

    def _prompt(self, request: Request) -> Path:
        return self._folder / request.call.problem / f"{request.call.label}.prompt.md"

    def _candidates(self, request: Request) -> list[Path]:
        plain = self._folder / request.call.problem / f"{request.call.label}.md"
        return [*([plain] if plain.exists() else []), *Store(self._folder).labelled(request.call)]

    def _source(self, request: Request) -> Path:
        call = request.call
        plain = self._folder / call.problem / f"{call.label}.md"
        candidates = self._candidates(request)
        if len(candidates) > 1 and candidates[0] != plain:
            names = ", ".join(path.name for path in candidates)
            raise LLMError(
                f"several answers in {plain.parent}: {names}", fix=f"keep one, or name the right one {plain.name}"
            )
        if not candidates:
            prompt = self._prompt(request)
            text = "\n\n".join(f"# {message.role}\n\n{message.content}" for message in request.messages) + "\n"
            write_file(prompt, text.encode(errors="replace"))
            raise ReplayMiss(
                f"no completion for problem {call.problem!r}, step {call.prompt.step!r}; its prompt is in {prompt}",
                fix=f"write the model's answer to {plain}, then run the same command again",
            )
        return candidates[0]
