import ctypes

ctypes.CDLL(None).syscall(272, 0x10000000)
