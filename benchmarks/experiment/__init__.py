"""Adaptive GRPO against fixed data on a CPU: matched seeds, one small model, the same rollouts and held-out set.

python -m benchmarks.experiment run      # about 80 CPU-minutes; a finished run of an arm and a seed stands
python -m benchmarks.experiment table    # the results file as Markdown tables
python -m benchmarks.experiment plots    # and as SVG plots

What came out: docs/experiment.md
"""
