# TCP to a server on the host.
import json, socket, sys

host = json.load(sys.stdin)
socket.create_connection(("127.0.0.1", host["port"]), timeout=2).sendall(b"hello")
