"""The door to Hugging Face `datasets`: rows of a data set, streamed, with only the columns that are read.

A name is whatever `load_dataset` takes: a data set on the hub, a local folder, or a file format with `files`. Scripts
of data sets are not run (`datasets` gave that up), so a data set must be stored as Parquet, Arrow or JSON.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import parse_qs

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from scaler.errors import ConfigError, ProblemError

PREFIX = "hub:"
FORM = "write it as hub:deepmind/code_contests?split=train&limit=1000"
_ROWS = 8  # rows in memory at a time: one CodeContests row may hold a thousand programs

_One = BeforeValidator(lambda values: values[0] if isinstance(values, list) and len(values) == 1 else values)


class HubSource(BaseModel):
    """A data set to stream, as `hub:NAME?key=value&...` says it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1)
    """A name on the hub, a local folder, or a format such as `parquet` where `files` are given."""
    config: Annotated[str | None, _One] = None
    """The data set's configuration, where it has several."""
    split: Annotated[str, _One] = "train"
    revision: Annotated[str | None, _One] = None
    """A commit, branch or tag on the hub; pin it to read the same rows again."""
    files: tuple[str, ...] = ()
    """Data files for a format; may be repeated."""
    submissions: tuple[Annotated[str, Field(pattern=r"^[^:]+(:[^:]+)?$")], ...] = ()
    """Data sets that hold the solutions, `NAME` or `NAME:CONFIG`; for Codeforces problems, which come without."""
    skip: Annotated[int, _One] = Field(default=0, ge=0)
    """Rows to pass over at the start."""
    limit: Annotated[int | None, _One] = Field(default=None, ge=1)
    """Rows to read at most; all where it is not given."""
    min_accepted: Annotated[int, _One] = Field(default=3, ge=0)
    """Problems with fewer accepted solutions that can run here are set aside."""

    @classmethod
    def parse(cls, reference: str) -> HubSource:
        """The source behind a reference. ConfigError when it is not of the form `hub:NAME?key=value&...`."""
        name, _, query = reference.removeprefix(PREFIX).partition("?")
        try:
            values = parse_qs(query, keep_blank_values=True, strict_parsing=bool(query))
            return cls.model_validate({**values, "name": name})
        except ValidationError as error:
            first = error.errors()[0]
            where = f"{first['loc'][0]}: " if first["loc"] else ""
            raise ConfigError(f"{reference!r}: {where}{first['msg']}", fix=FORM) from error
        except ValueError as error:
            raise ConfigError(f"{reference!r}: {error}", fix=FORM) from error

    @property
    def place(self) -> Path:
        """What stands for the file in reports; rows count as lines."""
        return Path(self.name, *filter(None, (self.config, self.split)))


def rows(source: HubSource, columns: Sequence[str]) -> Iterator[tuple[int, dict[str, Any] | str]]:
    """Rows with their numbers, from 1; a row that cannot be decoded is the reason why, as text.

    Only those of `columns` that the data set has are read. ConfigError when the package `datasets` is missing,
    ProblemError when the data set cannot be opened or breaks off.
    """
    number = source.skip
    try:
        for row in _decoded(_open(source, columns), source):
            number += 1
            yield number, row
    except (ConfigError, ProblemError):
        raise
    except Exception as error:  # a data set fails in as many ways as there are formats, hosts and networks
        raise ProblemError(
            f"{PREFIX}{source.name}: broke off after row {number}: {_line(error)}",
            fix=f"check the network and the file, then go on with skip={number}",
        ) from error


def _open(source: HubSource, columns: Sequence[str]) -> Any:
    try:
        from datasets import load_dataset
    except ImportError as error:
        raise ConfigError("the Python package datasets is missing", fix="pip install 'scaler[train]'") from error
    options: dict[str, Any] = {"split": source.split, "revision": source.revision, "streaming": True}
    if source.files:
        options["data_files"] = {source.split: list(source.files)}
    try:
        whole = load_dataset(source.name, source.config, **options)
        there = whole.column_names or next(iter(whole)).keys()
        wanted = [column for column in columns if column in there]
        if not wanted:
            raise ProblemError(f"{PREFIX}{source.name}: no known format has these columns: {', '.join(sorted(there))}")
        try:  # Parquet then leaves the other columns, tests of many megabytes among them, on the other side
            return load_dataset(source.name, source.config, columns=wanted, batch_size=_ROWS, **options)
        except (TypeError, ValueError):
            return whole.select_columns(wanted)
    except StopIteration as error:
        raise ProblemError(f"{PREFIX}{source.name}: no rows in split {source.split!r}") from error
    except ProblemError:
        raise
    except Exception as error:
        raise ProblemError(f"{PREFIX}{source.name}: cannot be opened: {_line(error)}", fix=_fix(error)) from error


def _decoded(data: Any, source: HubSource) -> Iterator[dict[str, Any] | str]:
    """Arrow tables row by row: text that is not UTF-8 then costs its own row only."""
    skip, left = source.skip, source.limit
    for table in data.with_format("arrow").iter(batch_size=_ROWS):
        for index in range(table.num_rows):
            if skip:
                skip -= 1
                continue
            try:
                row = table.slice(index, 1).to_pylist()[0]
            except ValueError as error:
                row = f"the row cannot be decoded: {_line(error)}"
            yield row
            if left is not None:
                left -= 1
                if not left:
                    return


def _line(error: Exception) -> str:
    return f"{type(error).__name__}: {str(error).strip().partition(chr(10))[0][:300]}"


def _fix(error: Exception) -> str:
    if "scripts are no longer supported" in str(error):
        return "name a copy in Parquet, or the files: hub:json?files=hf://datasets/codeparrot/apps/train.jsonl"
    return f"check name, config, split and network (HF_TOKEN for private data sets); {FORM}"
