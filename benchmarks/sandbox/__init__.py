"""What the sandbox costs, and whether it stays as it was over many calls.

python -m benchmarks.sandbox                        the tables of docs/sandbox.md
python -m benchmarks.sandbox.soak --calls 100000    memory, processes, descriptors and files over many calls
"""
