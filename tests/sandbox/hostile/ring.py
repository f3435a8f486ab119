# io_uring does file and network work that a filter of system calls does not see.
import ctypes

ctypes.CDLL(None).syscall(425, 8, bytes(120))
