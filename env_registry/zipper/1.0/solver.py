import re


def solve(question: str) -> object:
    if "Combine the two words below by taking letters alternately" not in question:
        raise ValueError("unexpected text")
    found = re.findall(r"^[ \t]*s[ \t]*=[ \t]*([A-Za-z]*)[ \t]*,[ \t]*t[ \t]*=[ \t]*([A-Za-z]*)[ \t]*$", question, re.M)
    if len(found) != 1:
        raise ValueError("line with s and t not found exactly once")
    s, t = found[0]
    result = ""
    turn_of_s = True
    while s and t:
        if turn_of_s:
            result += s[0]
            s = s[1:]
        else:
            result += t[0]
            t = t[1:]
        turn_of_s = not turn_of_s
    return result + s + t
