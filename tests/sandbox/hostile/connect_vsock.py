# From a virtual machine to its hypervisor.
import json, socket, sys

host = json.load(sys.stdin)
socket.socket(40, socket.SOCK_STREAM)
print(host["token"], "a vsock socket")
