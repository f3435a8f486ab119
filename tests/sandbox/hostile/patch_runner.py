# Rewrite the machinery in one's own process: it may only ever hurt oneself.
import gc, json, os, sys, types


def attack(host):
    json.dumps = lambda *_, **__: '{"value": "patched"}'
    for thing in gc.get_objects():
        if isinstance(thing, types.ModuleType) and hasattr(thing, "serve_one"):
            thing.serve_one = None
    sys.modules["__main__"].__dict__.clear()
    return 1
