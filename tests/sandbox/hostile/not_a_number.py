# NaN and infinity, which JSON does not know.
import os


def attack(host):
    os.write(3, b'{"value":[NaN, Infinity, 1e999]}\n')
    os._exit(0)
