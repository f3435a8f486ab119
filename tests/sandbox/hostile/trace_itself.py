# A filter of one's own, no-new-privileges undone, dumpable again.
import ctypes, json, sys

host = json.load(sys.stdin)
libc = ctypes.CDLL(None, use_errno=True)
for option, argument in ((38, 0), (4, 1), (22, 1), (36, 1), (24, 0), (47, 1), (8, 1), (1, 0)):
    if libc.prctl(option, argument, 0, 0, 0) == 0:
        print(host["token"], "prctl", option)
if libc.syscall(317, 0, 0, None) == 0:
    print(host["token"], "seccomp")
if libc.setuid(0) == 0 or libc.setresuid(0, 0, 0) == 0 or libc.setgroups(0, None) == 0:
    print(host["token"], "is another user")
