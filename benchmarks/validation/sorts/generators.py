"""Faults of generators: each wraps `generate` or `to_stdin` of the draft's own generator."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.validation.subject import Planter, Sort, Subject, with_programs
from scaler.validation import Draft

_HELPERS = """

_clean_generate = generate
_clean_to_stdin = to_stdin


def _mapped(value, change):
    if isinstance(value, list):
        return change([_mapped(item, change) for item in value])
    return value


def _in_lists(data, change):
    return {name: _mapped(value, change) if isinstance(value, list) else value for name, value in data.items()}


def _flat(items):
    return all(not isinstance(item, list) for item in items)

"""


def _wrapped(*bodies: tuple[str, str]) -> Planter:
    """A planter of variants: (name, source that defines `generate` or `to_stdin` anew)."""

    def plant(subject: Subject) -> Iterator[tuple[str, Draft]]:
        ladder = subject.draft.spec.levels
        used = [ladder[level] for level in subject.levels]
        for variant, body in bodies:
            for mark, scale in (("@LOW", used[0]), ("@HIGH", used[-1])):
                body = body.replace(mark, repr(scale))
            yield variant, with_programs(subject.draft, generator=subject.draft.programs.generator + _HELPERS + body)

    return plant


def _lowered(subject: Subject) -> Iterator[tuple[str, Draft]]:
    for name, parameter in subject.draft.spec.scale.items():
        body = f"""
def generate(scale, rng):
    return _clean_generate({{**scale, {name!r}: max({parameter.min}, scale[{name!r}] - 1)}}, rng)
"""
        yield name, with_programs(subject.draft, generator=subject.draft.programs.generator + _HELPERS + body)


_LESS = "def generate(scale, rng):\n    return _clean_generate({}, rng)\n"
_AGAIN = """
def generate(scale, rng):
    if rng.random() < {share}:
        import random
        rng = random.Random(7)
    return _clean_generate(scale, rng)
"""
_CONSTANT = """
def generate(scale, rng):
    data = _clean_generate(scale, rng)
    if rng.random() < 0.7:
        data = _in_lists(data, lambda a: [a[0]] * len(a) if a and _flat(a) else a)
        data = {name: v[:1] * len(v) if isinstance(v, str) else v for name, v in data.items()}
    return data
"""
_FEW = """
def generate(scale, rng):
    def two(a):
        if not a or not _flat(a) or any(isinstance(x, str) for x in a):
            return a
        low, high = min(a), max(a)
        return [high if 2 * x > low + high else low for x in a]
    return _in_lists(_clean_generate(scale, rng), two)
"""
_HIDDEN = [
    ("a counter of calls", "_calls = [0]\ndef generate(scale, rng):\n    _calls[0] += 1\n    rng.seed(_calls[0])\n"
     "    return _clean_generate(scale, rng)\n"),
    ("an unseeded source", "import random\ndef generate(scale, rng):\n"
     "    return _clean_generate(scale, random.Random())\n"),
    ("an unseeded source, one time in ten", "import random\ndef generate(scale, rng):\n    if rng.random() < 0.1:\n"
     "        rng = random.Random()\n    return _clean_generate(scale, rng)\n"),
    ("the clock", "import time\ndef generate(scale, rng):\n    rng.seed(time.time_ns())\n"
     "    return _clean_generate(scale, rng)\n"),
    ("addresses", "def generate(scale, rng):\n    rng.seed(id(scale) >> 4)\n    return _clean_generate(scale, rng)\n"),
    ("a list kept between calls", "_seen = []\ndef generate(scale, rng):\n    data = _clean_generate(scale, rng)\n"
     "    _seen.append(data)\n    return _seen[-2] if len(_seen) > 1 and _seen[-2].keys() == data.keys() "
     "and rng.random() < 0.2 else data\n"),
]  # fmt: skip
_STDIN = """
def to_stdin(data):
    text = _clean_to_stdin(data)
    lines = text.split("\\n")
    where = {where}
    if not ({when}):
        return text
    words = lines[where].split(" ")
    {change}
    lines[where] = " ".join(words)
    return "\\n".join(lines)
"""
_LAST = "max(i for i, line in enumerate(lines) if line.strip())"
_SOMETIMES = "sum(map(ord, text)) % 20 == 0"
_SWAP = "words = [w[::-1] if len(words) == 1 else w for w in (words[1::-1] + words[2:])]"
_DROP = "words = words[:-1] if len(words) > 1 else [words[0][:-1]]"
_NUMBERS = """
def generate(scale, rng):
    data = _clean_generate(scale, rng)
    done = []
    def change(a):
        if a and _flat(a) and not done and all(isinstance(x, int) for x in a):
            done.append(1)
            at = rng.randrange(len(a))
            a = a[:at] + [{value}] + a[at + 1:]
        return a
    return _in_lists(data, change)
"""
_FAILS = "def generate(scale, rng):\n    if {when}:\n        {what}\n    return _clean_generate(scale, rng)\n"
_FIELD = "def generate(scale, rng):\n    data = _clean_generate(scale, rng)\n    {change}\n    return data\n"

SORTS = [
    Sort(
        "generator", "scale ignored", _wrapped(("smallest", _LESS.format("@LOW")), ("largest", _LESS.format("@HIGH"))),
        "instances",
    ),
    Sort("generator", "scale lowered by one", _lowered, "instances"),
    Sort("generator", "hidden state", _wrapped(*_HIDDEN), "repeats"),
    Sort(
        "generator", "the same instance again",
        _wrapped(*((f"{share}", _AGAIN.format(share=share)) for share in (0.5, 0.35, 0.25))), "instances",
    ),
    Sort("generator", "lists constant in 70%", _wrapped(("", _CONSTANT)), "instances"),
    Sort("generator", "values collapsed to two", _wrapped(("", _FEW)), "guarantee"),
    Sort(
        "generator", "guarantee broken",
        _wrapped(*((v, _NUMBERS.format(value=v)) for v in ("-a[at] - 1", "10 ** 12", "a[at - 1]", "0"))), "guarantee",
    ),
    Sort(
        "generator", "to_stdin changes the instance",
        _wrapped(
            ("drops the last word", _STDIN.format(where=_LAST, when="True", change=_DROP)),
            ("swaps two words", _STDIN.format(where=_LAST, when="True", change=_SWAP)),
            ("swaps two words of the first line", _STDIN.format(where="0", when="True", change=_SWAP)),
            ("swaps two words, one time in twenty", _STDIN.format(where=_LAST, when=_SOMETIMES, change=_SWAP)),
            ("drops the last word, one time in twenty", _STDIN.format(where=_LAST, when=_SOMETIMES, change=_DROP)),
        ),
        "stdin",
    ),
    Sort(
        "generator", "fails at times",
        _wrapped(
            ("raises for one seed in sixty", _FAILS.format(when="rng.random() < 1 / 60", what="raise ValueError(1)")),
            ("raises at the top", _FAILS.format(when="scale == @HIGH", what="raise ValueError(1)")),
            ("hangs at the top", _FAILS.format(when="scale == @HIGH", what="while True: pass")),
        ),
        "never",
    ),
    Sort(
        "generator", "other fields",
        _wrapped(
            ("one more", _FIELD.format(change='data["hint"] = 1')),
            ("one missing", _FIELD.format(change="data.popitem()")),
        ),
        "never",
    ),
]  # fmt: skip
