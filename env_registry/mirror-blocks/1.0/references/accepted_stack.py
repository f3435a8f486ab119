s = input().strip()
k = int(input())

sign = []
block = []
for letter in s:
    block.append(letter)
    if len(block) == k:
        while block:
            sign.append(block.pop())
while block:
    sign.append(block.pop())
print("".join(sign))
