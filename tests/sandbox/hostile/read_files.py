# Read the canary file, by its path and by every way around.
import json, os, sys

host = json.load(sys.stdin)
name = host["canary"]
ways = [name, "/proc/self/root" + name, "/proc/1/root" + name, "/proc/1/cwd" + name, "/dev/fd/0/.." + name]
ways += ["../" * n + name.lstrip("/") for n in (1, 5, 20)] + ["/etc/passwd", "/etc/shadow", "/root/.bashrc"]
for way in ways:
    try:
        print(way, open(way).read())
    except OSError:
        pass
for folder, _, files in os.walk("/"):
    if os.path.basename(name) in files:
        print(open(os.path.join(folder, os.path.basename(name))).read())
