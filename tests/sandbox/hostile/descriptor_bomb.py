# As many open files as there can be.
import json, os, sys

host = json.load(sys.stdin)
count = 0
try:
    while count < 100_000:
        os.open(os.__file__, os.O_RDONLY)
        count += 1
except OSError:
    pass
if count > 64:
    print(host["token"], count, "files")
