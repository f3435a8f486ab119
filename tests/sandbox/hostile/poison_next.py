# Leave something behind for the next program.
import builtins, json, random, sys, threading, time


def attack(host):
    builtins.len = lambda _: 42
    builtins.print = builtins.input = lambda *_: host["token"]
    json.loads = lambda *_, **__: host["token"]
    random.seed = random.Random = None
    sys.modules["math"] = sys.modules["heapq"] = None
    sys.path.insert(0, host["scratch"])
    sys.setrecursionlimit(60)
    threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()
    import atexit

    atexit.register(lambda: print(host["token"]))
