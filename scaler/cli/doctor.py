"""`scaler doctor`: which sandbox runs here, what it guarantees, and what is missing."""

from __future__ import annotations

import os
from pathlib import Path

from rich.table import Table

from scaler.errors import ScalerError
from scaler.progress import console, say, visible
from scaler.sandbox import Program, open_sandbox
from scaler.sandbox.opening import LOCAL, cache_folder, try_backend


def doctor() -> int:
    """Try every sandbox backend with hostile code, and show the one that is used; fails when none holds."""
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
        return 1
    facts["C++"] = "works" if compiled.ok else f"{compiled.status}: {compiled.stderr[-300:]}"
    facts["cache"] = _describe_cache(cache_folder())
    say("")
    _show(("in use", ""), list(facts.items()))
    return 0 if compiled.ok else 1


def _show(columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    table = Table(*columns, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        table.add_row(*map(visible, row))
    console.print(table)


def _describe_cache(folder: Path) -> str:
    sizes = [path.stat().st_size for path in folder.glob("binaries/*/*")]
    return f"{folder}: {len(sizes)} compiled programs, {sum(sizes) / 1e6:.0f} MB; may be deleted at any time"
