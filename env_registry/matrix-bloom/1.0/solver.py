import re


def solve(question: str) -> object:
    text = " ".join(question.split())

    # The rules this solver relies on must be there as worded.
    for phrase in (
        "Two beds are neighbours if they have a side or a corner in common",
        "Each seed yields one flower in its own bed and one more flower in every neighbour of that bed.",
        "Outside the meadow nothing is sown and nothing grows",
        "opposite borders are not neighbours of each other",
        "How many flowers does each bed hold in the end?",
    ):
        if phrase not in text:
            raise ValueError("rule not found: " + phrase)

    sizes = re.findall(r"divided into square beds, (\d+) rows? with (\d+) beds?(?: each)?\.", text)
    if len(sizes) != 1:
        raise ValueError("size of the meadow not found exactly once")
    height, width = int(sizes[0][0]), int(sizes[0][1])
    if height < 1 or width < 1:
        raise ValueError("empty meadow")

    # Every line that begins with "Row <number>" must be a well-formed row.
    seeds = []
    for line in question.splitlines():
        line = line.strip()
        if not re.match(r"Row\s+\d", line):
            continue
        m = re.fullmatch(r"Row\s+(\d+)\s*:\s*(\d+(?:\s+\d+)*)", line)
        if m is None:
            raise ValueError("malformed row: " + line)
        if int(m.group(1)) != len(seeds) + 1:
            raise ValueError("rows are not numbered 1, 2, 3, ...")
        row = [int(x) for x in m.group(2).split()]
        if len(row) != width:
            raise ValueError("wrong number of beds in a row")
        seeds.append(row)
    if len(seeds) != height:
        raise ValueError("wrong number of rows")

    beds = [(r, c) for r in range(height) for c in range(width)]

    def near(a, b):
        """Same bed, or a side or a corner in common."""
        return abs(a[0] - b[0]) <= 1 and abs(a[1] - b[1]) <= 1

    # Spread the seeds bed by bed.
    flowers = [[0] * width for _ in range(height)]
    for source in beds:
        for target in beds:
            if near(source, target):
                flowers[target[0]][target[1]] += seeds[source[0]][source[1]]

    # The text also says: flowers = sum of the seeds of the bed and its neighbours.
    for r, c in beds:
        total = 0
        for rr in range(max(0, r - 1), min(height, r + 2)):
            for cc in range(max(0, c - 1), min(width, c + 2)):
                total += seeds[rr][cc]
        if total != flowers[r][c]:
            raise ValueError("the two counts disagree")

    return flowers
