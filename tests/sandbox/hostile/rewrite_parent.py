# Write into the parent's memory.
import ctypes, os

libc = ctypes.CDLL(None)
libc.syscall(311, os.getppid(), bytes(16), 1, bytes(16), 1, 0)
