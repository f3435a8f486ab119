"""Is it new? Near-duplicates by their words, doubles by what they answer, overlap with texts that must stay unseen.

library = Library([Shelved(name, question, spec, oracle), ...], {"aime-2024-1": "Every morning Aya goes ..."})
library.nearest("scaler-sorting", question), library.overlaps(question)
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from scaler.environment import EnvironmentSpec, Frozen, Reference

if TYPE_CHECKING:  # slow to import, and needed only where there is something to compare
    from datasketch import MinHash

SHINGLE = 3
PERMUTATIONS = 128
NGRAM = 13
"""Words in a row that two texts share by copying only: the length that contamination studies use."""

_TAG = re.compile(r"\{[%{#].*?[%}#]\}", re.DOTALL)
_WORD = re.compile(r"[^\W\d_]+")


class Shelved(Frozen):
    """What is compared of an environment that exists: the text of its question and what gives its answers."""

    name: str
    question: str
    spec: EnvironmentSpec
    oracle: Reference


class Library:
    """Environments and benchmark texts that a new draft is compared with. Never changes once made.

    `identity` is a hash of all that it holds; `unread` names environments that could not be read, and why.
    """

    def __init__(
        self,
        environments: Iterable[Shelved] = (),
        benchmarks: Mapping[str, str] | None = None,
        unread: Mapping[str, str] | None = None,
    ) -> None:
        self.unread = dict(unread or {})
        self.environments = {each.name: each for each in environments}
        self._sketches = {name: sketch(each.question) for name, each in self.environments.items()}
        parts = [each.model_dump_json() for each in self.environments.values()]
        self.identity = hashlib.sha256("\0".join([*parts, repr(benchmarks)]).encode()).hexdigest()
        self._benchmarks: dict[str, str] = {}
        for title, text in (benchmarks or {}).items():
            for gram in _ngrams(text):
                self._benchmarks.setdefault(gram, title)

    def nearest(self, name: str, question: str, count: int) -> list[tuple[Shelved, float]]:
        """The `count` environments of other names whose questions are most alike, with the estimated Jaccard index."""
        mine = sketch(question)
        alike = [(mine.jaccard(theirs), other) for other, theirs in self._sketches.items() if other != name]
        best = sorted(alike, key=lambda pair: (-pair[0], pair[1]))[:count]
        return [(self.environments[other], round(share, 3)) for share, other in best]

    def overlaps(self, text: str) -> dict[str, str]:
        """Benchmark text -> the first run of NGRAM words that it shares with `text`."""
        found: dict[str, str] = {}
        for gram in _ngrams(text):
            if gram in self._benchmarks:
                found.setdefault(self._benchmarks[gram], gram)
        return found


class NearDuplicates:
    """Finds texts that say nearly what an earlier one says: an estimated Jaccard index of `threshold` or more.

    About 3 kB are held for each text.
    """

    def __init__(self, threshold: float) -> None:
        from datasketch import MinHashLSH

        self._threshold = threshold
        # At its own threshold the index misses every other one.
        self._index: Any = MinHashLSH(threshold=threshold / 2, num_perm=PERMUTATIONS)
        self._sketches: dict[str, MinHash] = {}
        self._order: dict[str, int] = {}

    def first_like(self, name: str, text: str) -> str | None:
        """The first earlier name whose text is nearly the same; a text without one is remembered under `name`."""
        mine = sketch(text)
        near: list[str] = self._index.query(mine)
        alike = [other for other in near if mine.jaccard(self._sketches[other]) >= self._threshold]
        if alike:
            return min(alike, key=self._order.__getitem__)
        self._index.insert(name, mine)
        self._sketches[name] = mine
        self._order[name] = len(self._order)
        return None


def can_be_found(text: str) -> bool:
    """Whether a text is long enough for an overlap with it to be seen."""
    return any(True for _ in _ngrams(text))


def sketch(text: str) -> MinHash:
    """The MinHash of a text's runs of SHINGLE words; numbers and template tags do not count."""
    from datasketch import MinHash

    words = _words(text)
    minhash = MinHash(num_perm=PERMUTATIONS, seed=1)
    minhash.update_batch([" ".join(words[i : i + SHINGLE]).encode() for i in range(max(len(words) - SHINGLE + 1, 1))])
    return minhash


def _words(text: str) -> list[str]:
    return _WORD.findall(_TAG.sub(" ", text).lower())


def _ngrams(text: str) -> Iterable[str]:
    words = _words(text)
    return (" ".join(words[i : i + NGRAM]) for i in range(len(words) - NGRAM + 1))
