# Find the host's environment: here, in the parent, in the interpreter's memory.
import ctypes, gc, json, os, sys

host = json.load(sys.stdin)
print(dict(os.environ), os.environ.get(host["variable"]))
for pid in ("self", "1", "2", str(os.getppid())):
    for leaf in ("environ", "cmdline", "maps"):
        try:
            print(open(f"/proc/{pid}/{leaf}").read())
        except OSError:
            pass
getenv = ctypes.CDLL(None).getenv
getenv.restype = ctypes.c_char_p
print(getenv(host["variable"].encode()))
entry = ctypes.POINTER(ctypes.c_char_p).in_dll(ctypes.CDLL(None), "environ")
for i in range(1000):
    if not entry or entry[i] is None:
        break
    print(entry[i])
for thing in gc.get_objects():
    if isinstance(thing, dict) and host["variable"] in thing:
        print(thing[host["variable"]])
