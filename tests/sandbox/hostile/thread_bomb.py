# Threads, as many as there can be.
import json, sys, threading, time

host = json.load(sys.stdin)
threading.stack_size(32768)
count = 0
try:
    for _ in range(5000):
        threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
        count += 1
except RuntimeError:
    pass
if count > 600:
    print(host["token"], count, "threads")
