def attack(host):
    return "x" * (4 << 20)
