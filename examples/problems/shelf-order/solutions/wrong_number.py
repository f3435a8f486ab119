ordered = sorted(input().strip())
number = 0
for digit in ordered:
    number = number * 10 + int(digit)
print(number)
