"""`scaler report`: one run as a page, or several compared."""

from __future__ import annotations

from pathlib import Path

from scaler.cli.show import print_json
from scaler.progress import say


def report(run: Path, /, *more: Path, by: tuple[str, ...] = (), out: Path | None = None, json: bool = False) -> int:
    """Render a training run as one HTML page, or compare several.

    Example: scaler report runs/* --by policy

    Parameters
    ----------
    run, more
        Folders of runs: the `out` of `scaler train`. One gives its own page, several are compared.
    by
        Runs that share what run.json says under this key make a group, shown as a mean with its 95 % interval; dots
        reach further down, and the flag may be given several times. Also `name`, the folder's name without a number
        at its end, and `folder`, the folder above.
    out
        The page to write. For one run report.html in its folder, for several comparison.html beside the first one.
    json
        Print the numbers as JSON and write no page.
    """
    from scaler.report import compare, read_run, summarise, write_comparison, write_report

    if json:
        runs = [read_run(each) for each in (run, *more)]
        print_json((compare(runs, by) if more or by else summarise(runs[0])).model_dump(mode="json"))
    elif more or by:
        say(f"wrote {write_comparison([run, *more], out or run.parent / 'comparison.html', by)}")
    else:
        say(f"wrote {write_report(run, out)}")
    return 0
