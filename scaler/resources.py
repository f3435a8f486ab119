"""Files that come with SCALER: prompts and examples, from a checkout or from an installed package."""

from __future__ import annotations

from pathlib import Path

from scaler.errors import ConfigError

_PACKAGE = Path(__file__).resolve().parent


def shipped(name: str) -> Path:
    """The path of a shipped file or folder, such as `prompts` or `examples/problems`. Raises ConfigError."""
    for root in (_PACKAGE / "_shipped", _PACKAGE.parent):
        if (root / name).exists():
            return root / name
    raise ConfigError(f"{name} did not come with this installation of SCALER", fix="install it again: pip install .")
