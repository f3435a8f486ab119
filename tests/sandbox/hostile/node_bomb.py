# Few bytes that become many objects on the other side.
import os


def attack(host):
    os.write(3, b'{"value": [' + b"[]," * 349_000 + b"[]]}\n")
    os._exit(0)
