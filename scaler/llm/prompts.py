"""Prompts: versioned Jinja files with front matter, rendered into messages.

A prompt file `<step>.md.j2`:

    ---
    step: generator
    version: "1.0"
    sampling: {temperature: 0.7, max_tokens: 4096}
    ---
    {% block system %}
    ...
    {% endblock %}
    {% block user %}
    ...
    {% endblock %}

The front matter's `sampling` is optional. A prompt stands alone: it includes, imports and extends no other file, so
that the hash of its bytes identifies it. Values are inserted as they are; they are never read as templates.
"""

from __future__ import annotations

import hashlib
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import jinja2
import jinja2.meta
import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from scaler.errors import ConfigError
from scaler.llm.config import Sampling

_SUFFIX = ".md.j2"
_ROLES: tuple[Literal["system", "user"], ...] = ("system", "user")
_SHAPE = "a prompt opens with `---`, lines of YAML (step, version, optionally sampling), and `---` again"


@dataclass(frozen=True)
class Message:
    role: Literal["system", "user"]
    content: str


@dataclass(frozen=True)
class Prompt:
    """A rendered prompt. `template_hash` is the sha256 (hex) of the bytes of the template's file."""

    step: str
    version: str
    template_hash: str
    messages: tuple[Message, ...]
    sampling: Sampling


class _FrontMatter(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    step: str = Field(pattern=r"^[a-z][a-z0-9_-]*$")
    version: str = Field(pattern=r"^[0-9]+\.[0-9]+$")
    sampling: Sampling = Sampling()


@dataclass(frozen=True)
class _Template:
    path: Path
    front: _FrontMatter
    hash: str
    jinja: jinja2.Template

    def render(self, role: str, values: dict[str, object]) -> str:
        try:
            text = "".join(self.jinja.blocks[role](self.jinja.new_context(values))).strip("\n")
            text.encode()  # half a surrogate pair could be neither sent nor written
        except Exception as error:  # a template can raise whatever its values and filters raise
            frames = [f.lineno for f in traceback.extract_tb(error.__traceback__) if f.filename == str(self.path)]
            line = self.jinja.get_corresponding_lineno(frames[-1] or 0) if frames else 1
            given = ", ".join(sorted(values)) or "none"
            raise ConfigError(
                f"{self.path}:{line}: {error}", fix=f"pass the value to render(), or mend the template; given: {given}"
            ) from error
        return text


class PromptLibrary:
    """The prompts of one folder. Each file is read once; rendering is safe from several threads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._env = jinja2.Environment(
            undefined=jinja2.StrictUndefined,
            autoescape=False,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=False,
        )
        self._templates: dict[str, _Template] = {}

    def render(self, step: str, /, **values: object) -> Prompt:
        """Render the prompt of a step.

        Raises ConfigError, with file and line, when the file is missing or malformed or a value is missing.
        """
        template = self._template(step)
        return Prompt(
            step=step,
            version=template.front.version,
            template_hash=template.hash,
            messages=tuple(Message(role, template.render(role, values)) for role in _ROLES),
            sampling=template.front.sampling,
        )

    def hash(self, step: str) -> str:
        """sha256 (hex) of the prompt's file. Raises ConfigError like `render`."""
        return self._template(step).hash

    def _template(self, step: str) -> _Template:
        if step not in self._templates:
            self._templates[step] = self._load(step)
        return self._templates[step]

    def _load(self, step: str) -> _Template:
        path = self._folder / f"{step}{_SUFFIX}"
        try:
            raw = path.read_bytes()
            text = raw.decode()
        except FileNotFoundError:
            known = ", ".join(sorted(p.name.removesuffix(_SUFFIX) for p in self._folder.glob(f"*{_SUFFIX}"))) or "none"
            raise ConfigError(
                f"no prompt for step {step!r}: {path} does not exist", fix=f"steps here: {known}"
            ) from None
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"{path}: cannot be read: {error}", fix="save it as UTF-8 text") from error
        lines = text.splitlines(keepends=True)
        fences = [number for number, line in enumerate(lines) if line.rstrip() == "---"]
        if len(fences) < 2 or fences[0] != 0:
            raise ConfigError(f"{path}:1: no front matter", fix=_SHAPE)
        front = _front_matter(path, lines[1 : fences[1]])
        if front.step != step:
            raise ConfigError(
                f"{path}:{_line_of('step', lines)}: step is {front.step!r}, but the file is named {path.name!r}",
                fix=f"write `step: {step}`, or rename the file to {front.step}{_SUFFIX}",
            )
        # Blank lines in place of the front matter keep Jinja's line numbers equal to the file's.
        body = "\n" * (fences[1] + 1) + "".join(lines[fences[1] + 1 :])
        return _Template(path, front, hashlib.sha256(raw).hexdigest(), self._compile(path, body))

    def _compile(self, path: Path, body: str) -> jinja2.Template:
        try:
            tree = self._env.parse(body, filename=str(path))
            code = self._env.compile(tree, filename=str(path))
        except jinja2.TemplateSyntaxError as error:
            raise ConfigError(f"{path}:{error.lineno}: {error.message}", fix="mend the template's syntax") from error
        if any(True for _ in jinja2.meta.find_referenced_templates(tree)):
            raise ConfigError(f"{path}:1: the prompt refers to another template", fix="write its text into this file")
        template = jinja2.Template.from_code(self._env, code, self._env.make_globals(None))
        if missing := [role for role in _ROLES if role not in template.blocks]:
            raise ConfigError(
                f"{path}:1: no block {' or '.join(map(repr, missing))}",
                fix="add {% block " + missing[0] + " %} ... {% endblock %}",
            )
        return template


def _front_matter(path: Path, lines: list[str]) -> _FrontMatter:
    try:
        return _FrontMatter.model_validate(yaml.safe_load("".join(lines)))
    except yaml.MarkedYAMLError as error:
        line = 2 + (error.problem_mark.line if error.problem_mark else 0)
        raise ConfigError(f"{path}:{line}: the front matter is no YAML: {error.problem}", fix=_SHAPE) from error
    except yaml.YAMLError as error:
        raise ConfigError(f"{path}:2: the front matter is no YAML: {error}", fix=_SHAPE) from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"])) or "front matter"
        line = _line_of(where.split(".")[0], ["", *lines])
        raise ConfigError(
            f"{path}:{line}: {where}: {first['msg']}, got {first['input']!r}",
            fix='such as `step: generator`, `version: "1.0"` (in quotes), `sampling: {temperature: 0.7}`',
        ) from error


def _line_of(key: str, lines: list[str]) -> int:
    """The number of the line that sets `key`, counted from 1; 1 if none does."""
    return next((number for number, line in enumerate(lines, 1) if line.startswith(f"{key}:")), 1)
