"""The registry: immutable versions with evidence and review, and lock files over them."""

from scaler.registry.lock import Lock, load_locked, read_lock, write_lock
from scaler.registry.manifest import Manifest, Origin, ReferenceInfo, Version, dump_yaml, to_files
from scaler.registry.review import Entry, Review, State
from scaler.registry.store import Registry, Row

__all__ = [
    "Entry",
    "Lock",
    "Manifest",
    "Origin",
    "ReferenceInfo",
    "Registry",
    "Review",
    "Row",
    "State",
    "Version",
    "dump_yaml",
    "load_locked",
    "read_lock",
    "to_files",
    "write_lock",
]
