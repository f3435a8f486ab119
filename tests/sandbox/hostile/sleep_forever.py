# No CPU time, no end.
import os, time

os.closerange(0, 4096)
while True:
    try:
        time.sleep(1000)
    except BaseException:
        pass
