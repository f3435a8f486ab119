# Grow a file until somebody's disk is full.
import json, os, sys

host = json.load(sys.stdin)
for folder in (host["scratch"], "/tmp", "/dev/shm", "/var/tmp", "/run"):
    try:
        fd = os.open(folder + "/" + host["token"], os.O_CREAT | os.O_WRONLY, 0o666)
        for _ in range(64):
            os.write(fd, b"x" * 1000)
        print(host["token"], "filled", folder)
        os.unlink(folder + "/" + host["token"]) if folder != host["scratch"] else None
    except OSError:
        pass
try:
    os.posix_fallocate(1, 0, 1 << 40)
    print(host["token"], "a terabyte")
except OSError:
    pass
