boxes = set(input().strip())
print("".join(sorted(boxes)))
