# A line of the right form whose keys come twice: which one counts?
import os


def attack(host):
    os.write(3, b'{"value": 1, "value": "' + host["token"].encode() + b'", "error": "x"}\n')
    os._exit(0)
