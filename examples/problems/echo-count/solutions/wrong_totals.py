from collections import Counter

totals = Counter(input().strip())
print("".join(f"{letter}{count}" for letter, count in totals.items()))
