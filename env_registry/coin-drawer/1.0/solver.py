import re


def solve(question: str) -> object:
    m = re.search(
        r"A shopkeeper has (\d+) kinds? of coins?, .*?(?:The kinds are worth|The kind is worth):\s*\n\s*(\d+(?:\s*,\s*\d+)*)\s*\n",
        question,
        re.S,
    )
    t = re.search(r"has to hand over exactly (\d+), neither more nor less", question)
    u = re.search(r"no way at all to make up the amount of (\d+) exactly, the answer is -1", question)
    if not m or not t or not u:
        raise ValueError("unexpected text")
    coins = [int(x) for x in m.group(2).split(",")]
    amount = int(t.group(1))
    if len(coins) != int(m.group(1)) or amount != int(u.group(1)) or min(coins) < 1:
        raise ValueError("numbers disagree")

    fewest = [0] + [None] * amount
    for x in range(1, amount + 1):
        options = [fewest[x - c] + 1 for c in coins if c <= x and fewest[x - c] is not None]
        if options:
            fewest[x] = min(options)
    return -1 if fewest[amount] is None else fewest[amount]
