import heapq
import re


def solve(question: str) -> object:
    m = re.search(
        r"Here is a line of (\d+) round brackets?:[ \t]*\n\s*([()]*)\s*\n\s*It is to be made balanced\.", question
    )
    a = re.search(r'add one new opening bracket "\(" anywhere: (\d+) minutes? each', question)
    b = re.search(r'add one new closing bracket "\)" anywhere: (\d+) minutes? each', question)
    c = re.search(
        r'turn one bracket round, so that "\(" becomes "\)" or "\)" becomes "\(": (\d+) minutes? each', question
    )
    if not (m and a and b and c) or "Brackets can neither be taken away nor moved." not in question:
        raise ValueError("unexpected text")
    line = m.group(2)
    n = len(line)
    if n != int(m.group(1)):
        raise ValueError("length of the line disagrees")
    add_open, add_close, turn = int(a.group(1)), int(b.group(1)), int(c.group(1))
    new_open = min(add_open, add_close + turn)
    new_close = min(add_close, add_open + turn)

    best = {(0, 0): 0}
    heap = [(0, 0, 0)]
    while heap:
        cost, i, depth = heapq.heappop(heap)
        if cost > best[(i, depth)]:
            continue
        if i == n and depth == 0:
            return cost
        steps = [(i, depth + 1, new_open), (i, depth - 1, new_close)]
        if i < n:
            kept = 1 if line[i] == "(" else -1
            steps.append((i + 1, depth + kept, 0))
            steps.append((i + 1, depth - kept, turn))
        for j, d, extra in steps:
            if 0 <= d <= n + 1:
                total = cost + extra
                if (j, d) not in best or total < best[(j, d)]:
                    best[(j, d)] = total
                    heapq.heappush(heap, (total, j, d))
    raise ValueError("no way found")
