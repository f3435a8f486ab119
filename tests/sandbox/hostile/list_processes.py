# Find, then end, the host's victim process.
import json, os, signal, sys

host = json.load(sys.stdin)
for folder in ("/proc", "/proc/1/task"):
    try:
        print(host["token"] if str(host["victim"]) in os.listdir(folder) else "")
    except OSError:
        pass
for pid, number in ((host["victim"], signal.SIGTERM), (host["victim"], signal.SIGKILL), (-1, 0), (0, 0)):
    try:
        os.kill(pid, number)
        print(host["token"], "may signal", pid)
    except OSError:
        pass
