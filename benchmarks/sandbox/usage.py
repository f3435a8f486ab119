"""What this process and all below it use: CPU time, memory, processes, descriptors."""

from __future__ import annotations

import os
import resource
import time
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


def descendants() -> dict[int, list[str]]:
    """The living processes below this one: pid -> the fields of /proc/PID/stat from the state on."""
    stats = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                stats[int(folder.name)] = (folder / "stat").read_text().rpartition(")")[2].split()
            except OSError:  # it has just ended
                continue
    below = {os.getpid()}
    while new := {pid for pid, stat in stats.items() if int(stat[1]) in below and pid not in below}:
        below |= new
    return {pid: stats[pid] for pid in below - {os.getpid()}}


def cpu_seconds() -> float:
    """CPU that this process, its dead children and its living descendants have used."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    total = time.process_time() + children.ru_utime + children.ru_stime
    return total + sum(sum(map(int, stat[11:15])) for stat in descendants().values()) / TICK


def resident(pid: int | str = "self") -> int:
    """Bytes of memory that a process has now."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE


def open_files() -> int:
    """Descriptors that this process holds."""
    return len(list(Path("/proc/self/fd").iterdir()))
