# Create, change and delete. Files that matter are only opened for writing, never written: this must be harmless bare.
import json, os, sys

host = json.load(sys.stdin)
for folder in (host["scratch"], "/tmp", "/var/tmp", "/dev/shm", "/", "/py", "/py/lib", "/usr/lib", ".", "/home"):
    for flags in (os.O_CREAT | os.O_WRONLY, os.O_TMPFILE | os.O_RDWR):
        try:
            os.open(folder if flags & os.O_DIRECTORY else folder + "/" + host["token"], flags, 0o666)
            print(host["token"], "created a file in", folder)
        except OSError:
            pass
for act in (os.mkdir, lambda p: os.symlink("/", p), os.mkfifo, lambda p: os.rename(host["canary"], p)):
    for path in (host["scratch"] + "/made", "/" + host["token"]):
        try:
            act(path)
            print(host["token"], "made", path)
        except OSError:
            pass
for path in ("/inside/main.py", sys.executable, os.__file__, host["canary"]):
    for flags in (os.O_WRONLY, os.O_RDWR | os.O_APPEND):
        try:
            os.open(path, flags)
            print(host["token"], "may write", path)
        except OSError:
            pass
