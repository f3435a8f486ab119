"""Is the adaptive test's interval honest, and what does the test save? Simulated models with known curves.

python -m benchmarks.evaluation              # the table of docs/evaluation.md
"""
