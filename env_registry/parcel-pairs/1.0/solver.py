import re


def solve(question: str) -> object:
    if "so that both bags are equally heavy" not in question:
        raise ValueError("unexpected text")
    found = re.findall(
        r"Here (?:are|is) the weights? of (\d+) parcels?:[ \t]*\n\s*?"
        r"((?:\d+(?:[ \t]*,[ \t]*\d+)*)?)[ \t]*\n\s*Each parcel is put",
        question,
    )
    if len(found) != 1:
        raise ValueError("weights not found exactly once")
    count = int(found[0][0])
    weights = [int(x) for x in re.findall(r"\d+", found[0][1])]
    if len(weights) != count:
        raise ValueError("number of weights does not match")
    differences = {0}
    for w in weights:
        differences = {d + w for d in differences} | {d - w for d in differences}
    return 0 in differences
