# Every socket family that the kernel may know, and pairs of sockets.
import json, os, socket, sys

host = json.load(sys.stdin)
kind = int(host["token"], 16) % 64  # one family a run would be enough to end it; start anywhere
for family in [*range(kind, 64), *range(kind)]:
    for style in (1, 2, 3, 5):
        try:
            socket.socket(family, style)
            print(host["token"], "a socket of family", family, style)
        except OSError:
            pass
