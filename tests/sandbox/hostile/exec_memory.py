# A program from memory: a memory file, executed by its number.
import ctypes, json, os, sys

host = json.load(sys.stdin)
try:
    fd = os.memfd_create("program")
    os.write(fd, f"#!/bin/sh\necho {host['token']}\n".encode())
    os.execve(fd, ["program"], {})
except OSError:
    pass
libc = ctypes.CDLL(None)
argv = (ctypes.c_char_p * 4)(b"sh", b"-c", f"echo {host['token']}".encode(), None)
libc.execv(b"/bin/sh", argv)
libc.system(f"echo {host['token']}".encode())
