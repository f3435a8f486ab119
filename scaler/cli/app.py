"""The `scaler` command: sub-commands, errors and exit codes."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Sequence

from cyclopts import App, CycloptsError
from pydantic import ValidationError
from rich.console import Console

import scaler
from scaler.cli import audit, doctor, env, model, registry, review, runs, synth
from scaler.errors import ScalerError

# Libraries read these when they are imported, and commands import them late. What the user has set holds.
_QUIET = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    "PREFECT_LOGGING_LEVEL": "CRITICAL",  # errors reach the user once, from here
    "PREFECT_SERVER_LOGGING_LEVEL": "ERROR",
    "TQDM_DISABLE": "1",  # progress is ours to show
    "TRANSFORMERS_VERBOSITY": "error",
}

app = App(
    name="scaler",
    version=scaler.__version__,
    help="""Reasoning environments that adapt.

    The usual order: `synth` turns problems into candidate environments, `review` approves or rejects them, `lock`
    freezes a training set, `train` trains on it, `report` shows the run. `demo` does all of it, offline.
    """,
)
app.command(synth.synth)
app.command(synth.record)
app.command(audit.audit_registry, name="audit")
app.command(audit.import_pool, name="import")
app.command(review.app)
app.command(review.lock)
app.command(runs.train)
app.command(runs.evaluate)
app.command(runs.report)
app.command(runs.demo)
app.command(env.app)
app.command(model.app)
app.command(registry.app)
app.command(doctor.doctor)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit: 0 done, 1 failed, 2 wrong use."""
    for name, value in _QUIET.items():
        os.environ.setdefault(name, value)
    warnings.filterwarnings("ignore", category=FutureWarning, module="transformers")
    errors = Console(stderr=True, highlight=False, soft_wrap=True, markup=False, emoji=False)
    try:
        code = app(arguments, exit_on_error=False, print_error=True, result_action="return_value")
    except CycloptsError:
        sys.exit(2)
    except ValidationError as error:
        for wrong in error.errors(include_url=False):
            errors.print(f"scaler: {'.'.join(map(str, wrong['loc']))}: {wrong['msg']}, got {wrong['input']!r}")
        sys.exit(2)
    except ScalerError as error:
        errors.print(f"scaler: {error}")
        sys.exit(1)
    except ModuleNotFoundError as error:
        errors.print(f"scaler: {error}\n  fix: pip install 'scaler[train]'")
        sys.exit(1)
    except KeyboardInterrupt:
        errors.print("scaler: stopped; the same command goes on where it stopped")
        sys.exit(130)
    sys.exit(code if isinstance(code, int) else 0)
