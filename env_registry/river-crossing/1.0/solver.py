import re


def solve(question: str) -> object:
    m = re.search(r"This is a sequence of (\d+) lowercase letters?:\s*\n\s*([a-z]+)\s*\n", question)
    s = re.search(r"struck out: exactly (\d+), no more and no fewer", question)
    r = re.search(r"The (\d+) letters? that remains? keeps? (?:their|its) order", question)
    if not m or not s or not r or "as early as possible in alphabetical order" not in question:
        raise ValueError("unexpected text")
    letters = m.group(2)
    n, strike, keep = len(letters), int(s.group(1)), int(r.group(1))
    if n != int(m.group(1)) or strike + keep != n:
        raise ValueError("numbers disagree")

    # best[k] = earliest word of k letters from the part of the sequence looked at so far (from the right)
    best = {0: ""}
    for i in range(n - 1, -1, -1):
        new = {0: ""}
        for k in range(1, min(keep, n - i) + 1):
            options = [letters[i] + best[k - 1]]
            if k in best:
                options.append(best[k])
            new[k] = min(options)
        best = new
    return best[keep]
