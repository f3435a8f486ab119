s = input().strip()

borders = [i for i in range(1, len(s)) if s[i] != s[i - 1]]
starts = [0, *borders]
ends = [*borders, len(s)]
print("".join(s[start] + str(end - start) for start, end in zip(starts, ends, strict=True)))
