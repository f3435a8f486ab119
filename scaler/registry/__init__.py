"""The registry: immutable versions with evidence and review, and lock files over them."""

from scaler.registry.check import Report, check
from scaler.registry.diff import FileDiff, diff_files
from scaler.registry.evidence import DISAGREEMENTS, GUESSES, Rate, level_tables, number, rates
from scaler.registry.files import digest_of
from scaler.registry.golden import golden, scale_key
from scaler.registry.history import Finding
from scaler.registry.index import Found, Order, Overview, Query, Row
from scaler.registry.lock import Lock, load_locked, read_lock, write_lock
from scaler.registry.manifest import Manifest, ReferenceInfo, Version, dump_yaml, read_version, to_files
from scaler.registry.news import News, mark_told, news_markdown, read_news
from scaler.registry.provenance import PROVENANCE, Origin
from scaler.registry.review import GATES, Entry, Review, State, allowed_states
from scaler.registry.store import Registry
from scaler.registry.transfer import transfer

__all__ = [
    "DISAGREEMENTS",
    "GATES",
    "GUESSES",
    "PROVENANCE",
    "Entry",
    "FileDiff",
    "Finding",
    "Found",
    "Lock",
    "Manifest",
    "News",
    "Order",
    "Origin",
    "Overview",
    "Query",
    "Rate",
    "ReferenceInfo",
    "Registry",
    "Report",
    "Review",
    "Row",
    "State",
    "Version",
    "allowed_states",
    "check",
    "diff_files",
    "digest_of",
    "dump_yaml",
    "golden",
    "level_tables",
    "load_locked",
    "mark_told",
    "news_markdown",
    "number",
    "rates",
    "read_lock",
    "read_news",
    "read_version",
    "scale_key",
    "to_files",
    "transfer",
    "write_lock",
]
