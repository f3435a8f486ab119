# POSIX shared memory and message queues outlive the program that made them.
import ctypes, json, os, sys

host = json.load(sys.stdin)
name = ("/" + host["token"]).encode()
libc = ctypes.CDLL(None, use_errno=True)
if libc.shm_open(name, os.O_CREAT | os.O_RDWR, 0o666) >= 0:
    print(host["token"], "shm_open")
if libc.syscall(240, name[1:], os.O_CREAT | os.O_RDWR, 0o666, None) >= 0:
    print(host["token"], "mq_open")
try:
    from multiprocessing import shared_memory

    shared_memory.SharedMemory(host["token"], create=True, size=4096)
    print(host["token"], "SharedMemory")
except (OSError, ImportError):
    pass
