"""How long is a text in tokens? By a model's own tokenizer where one is given, else by an estimate that needs none."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from scaler.errors import ConfigError

TokenCounter = Callable[[str], int]

LONGEST_WORD = 16
_PIECE = re.compile(r"[A-Za-z]+|[^ \t\r]")


def token_counter(tokenizer: Path | None) -> TokenCounter:
    """Counts with a `tokenizer.json`, or with that in a model's folder; without one, `estimate_tokens`.

    Raises ConfigError when it is not there, cannot be read, or the `tokenizers` package is missing.
    """
    if tokenizer is None:
        return estimate_tokens
    file = tokenizer / "tokenizer.json" if tokenizer.is_dir() else tokenizer
    if not file.is_file():
        raise ConfigError(f"no tokenizer at {file}", fix="name a tokenizer.json, or a folder that holds one")
    try:
        from tokenizers import Tokenizer
    except ModuleNotFoundError as error:
        raise ConfigError(f"{file} needs the package tokenizers", fix="pip install 'scaler[train]'") from error
    try:
        loaded = Tokenizer.from_file(str(file))
    except Exception as error:  # the library raises nothing narrower
        raise ConfigError(
            f"{file} is no tokenizer: {error}", fix="name a tokenizer.json of a fast tokenizer"
        ) from error
    return lambda text: len(loaded.encode(text).ids)


def estimate_tokens(text: str) -> int:
    """An estimate that leans to the upper side of what byte-pair tokenizers of current models give.

    A word counts one token for every four letters begun, and a run of more than 16 letters, which is no word, one for
    every two; each digit, punctuation mark, line break and other character counts one; spaces cost nothing.
    """
    return sum(_cost(piece) for piece in _PIECE.findall(text))


def _cost(piece: str) -> int:
    letters = len(piece)
    return -(-letters // 4) if letters <= LONGEST_WORD else -(-letters // 2)
