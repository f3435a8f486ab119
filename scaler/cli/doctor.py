"""`scaler doctor`: which sandbox runs here, what is installed, and whether Prefect's server is fit for the flows."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from rich.table import Table

from scaler.errors import ScalerError
from scaler.progress import console, say, visible
from scaler.sandbox import Program, open_sandbox
from scaler.sandbox.opening import LOCAL, cache_folder, try_backend

EXTRAS = {"torch": "train", "trl": "train", "vllm": "vllm", "prefect_ray": "ray"}


def doctor(*, station: bool = False) -> int:
    """Try every sandbox backend with hostile code, say what is installed, and look at Prefect's server.

    Fails when no sandbox holds, or the server lacks something that flows need.

    Parameters
    ----------
    station
        Look at the server of PREFECT_API_URL (or of Prefect's profile, or else of `scaler up` on this machine): pools,
        workers, deployments.
        Without it, only where PREFECT_API_URL is set.
    """
    sandboxed = _doctor_sandbox()
    _doctor_installed()
    served = _doctor_station() if station or "PREFECT_API_URL" in os.environ else True
    return 0 if sandboxed and served else 1


def _doctor_installed() -> None:
    rows = [
        (module, "installed" if find_spec(module) else "not installed", f"pip install 'scaler[{extra}]'")
        for module, extra in EXTRAS.items()
    ]
    rows.append(("GPU driver", "there" if shutil.which("nvidia-smi") else "none: training runs on the CPU", ""))
    key = "set" if os.environ.get("OPENAI_API_KEY") else "not set"
    rows.append(("OPENAI_API_KEY", key, "" if key == "set" else "needed for --model with a live endpoint"))
    say("")
    shown = [(*row[:2], "") if row[1] == "installed" else row for row in rows]
    _show(("for training and synthesis", "", "if needed"), shown)


def _doctor_station() -> bool:
    from scaler.station import check_station

    findings = check_station()
    say("")
    _show(
        ("orchestration", "state", "found", "fix"),
        [(f.what, "well" if f.well else "lacking", f.found, "" if f.well else f.fix) for f in findings],
    )
    return all(finding.well for finding in findings)


def _doctor_sandbox() -> bool:
    findings = [try_backend(name) for name in LOCAL]
    rows = [
        (found.name, "holds" if found.backend else "unusable", found.trouble, found.fix or "") for found in findings
    ]
    server = os.environ.get("SCALER_SANDBOXFUSION_URL")
    rows.append(("sandboxfusion", "on request" if server else "not set up", "", "set SCALER_SANDBOXFUSION_URL"))
    _show(("backend", "state", "trouble", "fix"), [row if row[1] != "holds" else (*row[:2], "", "") for row in rows])
    try:
        with open_sandbox(workers=1) as sandbox:
            facts = sandbox.describe()
            compiled = sandbox.run(Program("cpp", '#include <cstdio>\nint main() { puts("works"); }'), [""])[0]
    except ScalerError as error:
        say(f"\nno sandbox: {error}")
        return False
    facts["C++"] = "works" if compiled.ok else f"{compiled.status}: {compiled.stderr[-300:]}"
    facts["cache"] = _describe_cache(cache_folder())
    say("")
    _show(("in use", ""), list(facts.items()))
    return compiled.ok


def _show(columns: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    table = Table(*columns, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        table.add_row(*map(visible, row))
    console.print(table)


def _describe_cache(folder: Path) -> str:
    sizes = [path.stat().st_size for path in folder.glob("binaries/*/*")]
    return f"{folder}: {len(sizes)} compiled programs, {sum(sizes) / 1e6:.0f} MB; may be deleted at any time"
