# Signals to the parent and the first process, by every call that sends one.
import ctypes, json, os, signal, sys

host = json.load(sys.stdin)
libc = ctypes.CDLL(None)
for pid in (os.getppid(), 1):
    for number in (signal.SIGKILL, signal.SIGSTOP, signal.SIGINT, signal.SIGABRT, signal.SIGSEGV):
        try:
            os.kill(pid, number)
        except OSError:
            pass
        libc.syscall(200, pid, int(number))
        libc.syscall(234, pid, pid, int(number))
        libc.syscall(129, pid, int(number), bytes(128))
libc.syscall(424, 0, int(signal.SIGKILL), None, 0)
