import re
from collections import Counter


def solve(question: str) -> object:
    head = re.search(r"A town consists of (\d+) islands?, which (?:have|has) the numbers? 1(?: to (\d+))?", question)
    block = re.search(
        r"a pair that is listed more than once stands for that many separate bridges:[ \t]*\n(.*?)\n?\s*From each island one can get to each other island over the bridges\.",
        question,
        re.S,
    )
    insp = re.search(r"Inspectors available: at most (\d+)\.", question)
    if (
        not head
        or not block
        or not insp
        or "each single bridge of the town must be crossed exactly once" not in question
    ):
        raise ValueError("unexpected text")
    n, k = int(head.group(1)), int(insp.group(1))
    if n < 1 or int(head.group(2) or 1) != n:
        raise ValueError("numbers of islands disagree")
    bridges = []
    for line in block.group(1).splitlines():
        line = line.strip()
        if not line:
            continue
        m = re.fullmatch(r"(\d+) - (\d+)", line)
        if not m:
            raise ValueError("unexpected line: " + line)
        u, v = int(m.group(1)), int(m.group(2))
        if not (1 <= u <= n and 1 <= v <= n):
            raise ValueError("bad bridge: " + line)
        bridges.append((u, v))

    reached = {1}
    grew = True
    while grew:
        grew = False
        for u, v in bridges:
            if (u in reached) != (v in reached):
                reached |= {u, v}
                grew = True
    if len(reached) != n:
        raise ValueError("the islands are not connected as promised")

    if not bridges:
        return True
    ends = Counter()
    for u, v in bridges:
        ends[u] += 1
        ends[v] += 1
    odd = [i for i in range(1, n + 1) if ends[i] % 2 == 1]
    if k < 1 or len(odd) > 2 * k:
        return False

    real = len(bridges)
    every = bridges + [(odd[i], odd[i + 1]) for i in range(0, len(odd), 2)]
    at = {i: [] for i in range(1, n + 1)}
    for e, (u, v) in enumerate(every):
        at[u].append((e, v))
        at[v].append((e, u))
    used = set()
    stack = [(bridges[0][0], None)]
    tour = []  # (island, number of the bridge that leads on from it, or None)
    while stack:
        here, came = stack[-1]
        while at[here] and at[here][-1][0] in used:
            at[here].pop()
        if at[here]:
            e, there = at[here].pop()
            used.add(e)
            stack.append((there, e))
        else:
            tour.append(stack.pop())
    islands = [i for i, e in tour]
    steps = [e for i, e in tour][:-1]
    if len(steps) != len(every) or islands[0] != islands[-1]:
        raise ValueError("internal error")
    # begin the closed tour just after an imaginary bridge, if there is one
    cut = next((j + 1 for j, e in enumerate(steps) if e >= real), 0)
    steps = steps[cut:] + steps[:cut]
    islands = islands[:-1]
    islands = islands[cut:] + islands[:cut] + [islands[cut % len(islands)]]
    walks, walk = [], [islands[0]]
    for j, e in enumerate(steps):
        if e >= real:
            walks.append(walk)
            walk = [islands[j + 1]]
        else:
            walk.append(islands[j + 1])
    walks.append(walk)
    walks = [w for w in walks if len(w) > 1]
    crossed = Counter(tuple(sorted(p)) for w in walks for p in zip(w, w[1:]))
    if len(walks) > k or crossed != Counter(tuple(sorted(p)) for p in bridges):
        raise ValueError("internal error")
    return True
