# Change what a file is, not what is in it: mode, owner, times, attributes, names.
import json, os, sys

host = json.load(sys.stdin)
path, other = host["canary"], host["scratch"] + "/other"
for act in (
    lambda: os.chmod(path, 0o777),
    lambda: os.chown(path, 12345, 12345),
    lambda: os.utime(path, (1, 1)),
    lambda: os.setxattr(path, "user.mark", b"1"),
    lambda: os.link(path, other),
    lambda: os.rename(path, other),
    lambda: os.truncate(path, 1),
    lambda: os.chmod(os.open(path, os.O_RDONLY), 0o777),
    lambda: os.symlink(path, other),
):
    try:
        act()
    except OSError:
        pass
