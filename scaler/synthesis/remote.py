"""What other processes need to work for a run, on this machine or on others that share its folders."""

from __future__ import annotations

import platform
from pathlib import Path

from scaler.environment import Frozen
from scaler.errors import ConfigError


class Remote(Frozen):
    """Told by a run to the processes that work for it.

    Each runs one foreign program at a time: its task takes one core of the machine, and other tasks the others.
    """

    shelf: Path
    """The environments that new drafts are compared with, as they were when the run began: see `read_shelf`."""

    folders: tuple[Path, ...]
    """Folders that every process must see under the same path."""

    def require_folders(self) -> None:
        """Raises ConfigError where one is not there: it would be made, and what is written would be lost to the run."""
        for folder in self.folders:
            if not folder.is_dir():
                raise ConfigError(
                    f"{folder} is not there on {platform.node()}",
                    fix="registry, work folder and recording lie on a disk that all nodes mount at the same place",
                )
