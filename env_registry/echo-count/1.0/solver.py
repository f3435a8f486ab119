import re


def solve(question: str) -> object:
    if "replace each run by its letter and then the number of letters in it" not in question:
        raise ValueError("unexpected text")
    found = re.findall(r"^[ \t]*text[ \t]*=[ \t]*([A-Za-z]*)[ \t]*$", question, re.M)
    if len(found) != 1:
        raise ValueError("line with the text not found exactly once")
    text = found[0]
    result = ""
    i = 0
    while i < len(text):
        j = i
        while j < len(text) and text[j] == text[i]:
            j += 1
        result += text[i] + str(j - i)
        i = j
    return result
