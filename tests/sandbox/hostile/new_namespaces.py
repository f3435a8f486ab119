# Namespaces of one's own, with new rights in them.
import ctypes

ctypes.CDLL(None).syscall(272, 0x10000000)
