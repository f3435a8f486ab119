# A number with more digits than may be read.
import os


def attack(host):
    os.write(3, b'{"value":' + b"9" * 1000000 + b"}\n")
    os._exit(0)
