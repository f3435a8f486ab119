"""Where a jail's only long-lived process starts: a warm interpreter."""

from __future__ import annotations

import gc
import importlib
import json
import os
import signal
import site
import socket
import sys
import threading

from . import landlock
from .build import build
from .serve import Server
from .system import PR_SET_DUMPABLE, become, prctl

PRELOADED = """
    array ast base64 bisect calendar cmath collections collections.abc contextlib copy dataclasses datetime decimal
    enum fractions functools hashlib heapq inspect itertools numbers operator pprint queue re secrets statistics
    string struct textwrap typing unicodedata
"""
THREAD_STACK = 8 << 20  # of a thread that asks for no size; libc would take all of RLIMIT_STACK


def main() -> None:
    """`sys.argv[1]` is JSON: mode, control, uid, launcher or command and folder, and the places Landlock leaves."""
    order = json.loads(sys.argv[1])
    places = order["landlock"]
    launcher = order["launcher"]
    if places is not None:
        # By its number from now on: the user that we become may not be able to walk its path.
        launcher = launcher and f"/proc/self/fd/{os.open(launcher, os.O_PATH | os.O_CLOEXEC)}"
        landlock.restrict(places["read"], places["write"])
    if order["uid"] >= 0:
        become(order["uid"])
    prctl(PR_SET_DUMPABLE, 0)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    control = socket.socket(fileno=order["control"])
    control.set_inheritable(False)
    if order["mode"] == "build":
        _, fds, _, _ = socket.recv_fds(control, 64, 1, socket.MSG_CMSG_CLOEXEC)
        build(order["command"], order["folder"], control.fileno(), os.pread(fds[0], 1 << 20, 0))
    for name in PRELOADED.split():
        importlib.import_module(name)
    site.setquit()
    os.environ.clear()
    threading.stack_size(THREAD_STACK)
    _, fds, _, _ = socket.recv_fds(control, 64, 1, socket.MSG_CMSG_CLOEXEC)
    server = Server(control, fds[0], launcher)
    for name in [name for name in sys.modules if name.partition(".")[0] == __package__]:
        del sys.modules[name]
    gc.collect()
    gc.freeze()
    control.send(sys.version.split()[0].encode())
    server.serve()
