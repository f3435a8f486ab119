import re

print(re.sub(r"a+|b+|c+|d+", lambda stretch: f"{stretch[0][0]}{len(stretch[0])}", input().strip()))
