from heapq import heapify, heappop

boxes = list(input().strip())
heapify(boxes)

shelf = []
while boxes:
    shelf.append(heappop(boxes))
print("".join(shelf))
