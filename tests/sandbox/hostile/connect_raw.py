# The same by bare system calls, and by sockets that were never asked for.
import ctypes, json, os, struct, sys

host = json.load(sys.stdin)
libc = ctypes.CDLL(None)
pair = (ctypes.c_int * 2)()
libc.syscall(53, 1, 1, 0, pair)
address = struct.pack("=HH4s8x", 2, int.from_bytes(host["port"].to_bytes(2, "big"), "little"), bytes([127, 0, 0, 1]))
for fd in range(1024):
    libc.syscall(42, fd, address, 16)
fd = libc.syscall(41, 2, 1, 0)
libc.syscall(42, fd, address, 16)
