# Calls that no solution needs and that have had holes: bpf, perf, userfaultfd, keys, modules, namespaces by number.
import ctypes, json, sys

host = json.load(sys.stdin)
libc = ctypes.CDLL(None, use_errno=True)
harmless = {135: (0x40000,), 158: (0x5002, 1)}  # personality, arch_prctl
for number in [134, 135, 139, 153, 154, 156, 167, 168, 169, 170, 171, 172, 173, 179, 212, 219, 237, 238, 239, 256, 279]:
    result = libc.syscall(number, *harmless.get(number, (0, 0, 0, 0, 0)))
    if result >= 0 and number not in harmless:
        print(host["token"], "call", number, "gave", result)
