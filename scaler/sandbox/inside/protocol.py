"""What host and jail must agree on."""

from __future__ import annotations

EXEC_FD, READY_FD, FILTER_FD = 100, 101, 102  # above the child's RLIMIT_NOFILE: no program can put a file there
RESULT_FD = 3
READY = b"ready"
MAX_FILES = 64
STDERR_TAIL = 2048
COMPILING = b"compiling\n"
COMPILE_CPU = 30  # seconds
COMPILE_MEMORY = 2 << 30
COMPILE_FILE = 64 << 20
