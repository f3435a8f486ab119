# Half a line, then gone with success.
import os


def attack(host):
    os.write(3, b'{"value": [1, 2, ')
    os._exit(0)
