# The kernel's cryptography: a large interface with a history of holes.
import json, socket, sys

host = json.load(sys.stdin)
socket.socket(38, socket.SOCK_SEQPACKET).bind(("hash", "sha256"))
print(host["token"], "an algorithm socket")
