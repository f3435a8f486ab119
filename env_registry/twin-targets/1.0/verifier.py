def verify(data: dict, answer: object) -> bool:
    if not isinstance(answer, list) or len(answer) != 2:
        return False
    if any(isinstance(x, bool) or not isinstance(x, int) for x in answer):
        return False
    a = data["a"]
    i, j = answer
    if not 1 <= i < j <= len(a):
        return False
    return a[i - 1] + a[j - 1] == data["t"]
