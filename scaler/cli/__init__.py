"""The command line. `scaler --help` lists the commands; exit codes: 0 done, 1 failed, 2 wrong use."""

from scaler.cli.app import main

__all__ = ["main"]
