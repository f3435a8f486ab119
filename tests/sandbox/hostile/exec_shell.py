# Become another program: by path, by descriptor, by the runner's own number for it.
import ctypes, json, os, sys

host = json.load(sys.stdin)
libc = ctypes.CDLL(None)
for path in ("/bin/sh", sys.executable, "/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2"):
    arguments = [path, "-c", f"print({host['token']!r})" if path == sys.executable else f"echo {host['token']}"]
    try:
        os.execv(path, arguments)
    except OSError:
        pass
    try:
        fd = os.open(path, os.O_RDONLY)
        os.dup2(fd, 100)
    except OSError:
        continue
    vector = (ctypes.c_char_p * 4)(*[a.encode() for a in arguments], None)
    for target in (fd, 100):
        libc.syscall(322, target, b"", vector, (ctypes.c_char_p * 1)(None), 0x1000)
