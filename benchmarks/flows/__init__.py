"""Orchestration measured: what it costs, what kills do to it, how it grows. `python -m benchmarks.flows --help`."""
