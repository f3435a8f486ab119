# Processes by fork and vfork, without end.
import ctypes, json, os, sys

host = json.load(sys.stdin)
libc = ctypes.CDLL(None, use_errno=True)
for way in (os.fork, lambda: libc.syscall(57), lambda: libc.syscall(58), lambda: libc.syscall(56, 17, 0, 0, 0, 0)):
    for _ in range(50):
        try:
            pid = way()
        except OSError:
            continue
        if pid == 0:
            while True:
                pass
        if pid > 0:
            print(host["token"], "forked")
