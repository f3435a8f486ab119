# Netlink tells of the host's interfaces and hears its events.
import json, socket, sys

host = json.load(sys.stdin)
link = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)
link.bind((0, 0))
print(host["token"], "bound to netlink")
