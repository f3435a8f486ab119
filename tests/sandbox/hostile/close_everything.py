# No way left to say anything, then a normal end.
import os


def attack(host):
    os.closerange(0, 300)
    return 1
