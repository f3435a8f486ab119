# Die of a limit that one has set oneself, so that it looks like the machine's fault.
import resource

for kind, value in ((resource.RLIMIT_CPU, 0), (resource.RLIMIT_CPU, 1)):
    try:
        resource.setrlimit(kind, (value, value))
    except (OSError, ValueError):
        pass
while True:
    pass
