"""What curricula are worth in a simulated learner, and what a step of theirs costs.

python -m benchmarks.curriculum             the tables and plots of docs/curriculum.md
python -m benchmarks.curriculum --quick     the same in small, to see that it works
python -m benchmarks.curriculum.cost        CPU time and memory of a step
"""
