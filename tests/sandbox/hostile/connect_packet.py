# Raw frames on the wire.
import json, socket, sys

host = json.load(sys.stdin)
socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 3)
print(host["token"], "a packet socket")
