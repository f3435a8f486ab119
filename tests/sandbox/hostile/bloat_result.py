# A result larger than any that is asked for.
def attack(host):
    return "x" * (4 << 20)
