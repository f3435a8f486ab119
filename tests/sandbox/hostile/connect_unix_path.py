# A socket with a path: that of a listener outside, and one's own.
import json, socket, sys

host = json.load(sys.stdin)
link = socket.socket(socket.AF_UNIX)
link.connect(host["unix"])
link.send(b"hello")
