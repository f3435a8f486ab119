# Endless messages on stderr.
import os

while True:
    os.write(2, b"x\n" * 32768)
