def verify(data: dict, answer: object) -> bool:
    d = data["d"]
    n = len(d)
    if type(answer) is not list:
        return False
    if 2 * len(answer) != sum(d):
        return False
    ends = [0] * (n + 1)
    seen = set()
    for row in answer:
        if type(row) is not list or len(row) != 2:
            return False
        u, v = row
        if type(u) is not int or type(v) is not int:
            return False
        if not (1 <= u <= n and 1 <= v <= n):
            return False
        if u == v:
            return False
        pair = (min(u, v), max(u, v))
        if pair in seen:
            return False
        seen.add(pair)
        ends[u] += 1
        ends[v] += 1
    return all(ends[i + 1] == d[i] for i in range(n))
