"""The paper's benchmarks as Inspect tasks: MATH-500, AMC23, AIME24, MMLU-Pro, BBEH.

The harness is inspect-ai (https://inspect.aisi.org.uk): it asks, scores, logs and resumes. Here is the table of data
sets, and what turns their rows into its samples. It lives in an environment of its own: `scaler[benchmarks]`.
"""

from __future__ import annotations

from scaler.evaluation.benchmarks.rows import Task, read_tasks
from scaler.evaluation.benchmarks.table import BENCHMARKS, Benchmark, find_benchmark

__all__ = ["BENCHMARKS", "Benchmark", "Task", "find_benchmark", "read_tasks"]
