"""What the trainer's environment side costs: `python -m benchmarks.training cost|scoring|memory`.

Tables in Markdown, as kept in docs/training.md. Speeds stand beside a named baseline, measured in the same run.
"""
