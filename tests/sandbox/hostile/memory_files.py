# Memory that no RLIMIT_AS counts: files in memory and System V segments.
import ctypes, json, mmap, os, sys

host = json.load(sys.stdin)
libc = ctypes.CDLL(None, use_errno=True)
for i in range(64):
    try:
        fd = os.memfd_create(f"m{i}")
        os.ftruncate(fd, 1 << 30)
        print(host["token"], "memfd")
    except OSError:
        pass
    if libc.syscall(29, 0, ctypes.c_size_t(1 << 28), 0o1666) >= 0:
        print(host["token"], "shmget")
    if libc.syscall(64, 0, 1, 0o1666) >= 0 or libc.syscall(68, 0, 0o1666) >= 0:
        print(host["token"], "semaphores, message queues")
shared = mmap.mmap(-1, 1 << 28)
try:
    while True:
        shared.resize(shared.size() * 2)
except (OSError, ValueError, SystemError):
    pass
