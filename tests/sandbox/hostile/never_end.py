# Ignore every signal that can be ignored, close every pipe, raise every limit, go on.
import os, resource, signal

for number in range(1, 65):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
for kind in (resource.RLIMIT_CPU, resource.RLIMIT_AS):
    try:
        resource.setrlimit(kind, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    except (OSError, ValueError):
        pass
os.closerange(0, 4096)
while True:
    pass
