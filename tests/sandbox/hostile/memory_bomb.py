# Memory by every call that gives some.
import ctypes, mmap

kept = []
size = 1 << 28
while size > 4096:
    try:
        kept.append(bytearray(size))
        kept.append(mmap.mmap(-1, size))
    except (MemoryError, OSError):
        size //= 2
while True:
    kept.append(ctypes.create_string_buffer(1 << 20))
