"""Does validation find what it should, and where does its time go?

python -m benchmarks.validation faults     plants hundreds of faults into the bundled drafts: the table of docs
python -m benchmarks.validation cost       CPU seconds of a full validation, by gate

Both take their drafts from the shipped recording; `--files DIR` reads loose completions instead.
"""
