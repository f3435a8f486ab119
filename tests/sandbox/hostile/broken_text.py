# Bytes that are no text, NULs, lone surrogates, escapes that end a terminal's line.
import os


def attack(host):
    os.write(3, b'{"value": "\xff\xfe\x00\\ud800\x1b[2J\r"}\n')
    os._exit(0)
