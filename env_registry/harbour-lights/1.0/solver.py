import re
from fractions import Fraction


def solve(question: str) -> object:
    head = re.search(r"(\d+) lamps? stands? side by side in one straight row\.", question)
    nums = re.search(
        r"(?:probabilities|probability) of being lit, in percent, (?:are|is):\s*\n\s*(\d+(?:\s*,\s*\d+)*)\s*\n",
        question,
    )
    if not head or not nums or "an evening without any lit lamp has 0 streaks" not in question:
        raise ValueError("unexpected text")
    percents = [int(x) for x in nums.group(1).split(",")]
    if len(percents) != int(head.group(1)) or not all(0 <= p <= 100 for p in percents):
        raise ValueError("numbers disagree")

    chance = {(False, 0): Fraction(1)}
    for p in percents:
        after = {}
        for (lit, streaks), q in chance.items():
            on = (True, streaks if lit else streaks + 1)
            off = (False, streaks)
            after[on] = after.get(on, Fraction(0)) + q * Fraction(p, 100)
            after[off] = after.get(off, Fraction(0)) + q * Fraction(100 - p, 100)
        chance = after
    expected = sum(streaks * q for (lit, streaks), q in chance.items())
    return float(expected)
