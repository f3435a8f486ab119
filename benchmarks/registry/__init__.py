"""What the registry and the review page cost: `python -m benchmarks.registry`.

Two tables in Markdown, as kept in docs/registry.md: the index and the page over a tree of 10,000 environments, and a
pack of 100,000. Each number stands beside a named baseline, measured in the same run on the same data.
"""
