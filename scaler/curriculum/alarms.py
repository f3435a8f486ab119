"""When an environment should leave for an audit: sequential tests on what its groups show.

never passes     Wald's sequential probability ratio test of "passes at rate broken_rate" against "passes its easiest
                 level at rate sound_rate". Failures count at the easiest level alone: above it they prove nothing.
                 Unless PROVEN environments are proven for each suspected one, the model is too weak to accuse any:
                 whatever would leave is tested anew.
reward jump      cumulative sum (Page, 1954) of the log ratio of "passes at rate .97, whatever is asked" to what the
                 beliefs expected, less the step's mean: a model that improves everywhere raises no alarm. What passes
                 up to the believed frontier is learning, and no evidence; an environment's groups of one step count
                 as one, their mean, for they share the model of that step.
length collapse  twice in a row the mean response is shorter than `collapse` times the environment's usual length,
                 again relative to the other environments of the step.
always passes    `ones_run` groups below the top level without one failure in between. At the top it is mastery.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from scaler.curriculum.frontier_config import FrontierConfig
from scaler.curriculum.response import Floats, Ints, binomial

ARRAYS = ("failing", "jump", "usual", "short", "ones")

GIVEN_AWAY = 0.97  # pass rate where the reward comes for nothing
SETTLED = 4  # visits after which a usual length is known
EXPLORED = 2.0  # use, in fully mixed groups, after which a frontier is known; without failures there is none to jump
FORGIVEN = -3.0  # least log odds for broken: a lucky pass is outweighed by some sixty failures, not by more
PROVEN = 2  # environments that did pass, for each that so far did not, while failing to pass tells of faults
MOST = 50_000  # a run as long is long enough, and leaves room in 16 bits
MEMORY = 0.2  # weight of a visit in the usual length

ADVICE = {
    "never passes": "read its easiest tasks and answers; mend it, or leave it to a stronger model if it is sound",
    "reward jump": "read what was answered: a judge that lets too much through, or an answer that gives itself away",
    "length collapse": "read what was answered: a short text that passes is a way round the task",
    "always passes": "look for an answer that is easily guessed; if it is sound, lengthen its ladder",
}
"""What to do about each alarm, by the words that its reason begins with."""


class Alarms:
    """Running evidence for each environment; `tops` are their highest levels.

    failing  log odds for broken against sound: suspected above 0, proven below
    jump     cumulative sum of the reward-jump test
    usual    running mean of log response length; NaN until one is known
    short    visits in a row with a collapsed length
    ones     groups below the top in which everything passed, since the last failure, at most MOST
    """

    def __init__(self, tops: Ints, config: FrontierConfig) -> None:
        self._config = config
        self._tops = tops
        count = len(tops)
        self.failing = np.zeros(count, dtype=np.float32)
        self.jump = np.zeros(count, dtype=np.float32)
        self.usual = np.full(count, np.nan, dtype=np.float32)
        self.short = np.zeros(count, dtype=np.uint8)
        self.ones = np.zeros(count, dtype=np.uint16)

    def watch(
        self,
        rows: Ints,
        levels: Ints,
        passed: Floats,
        rollouts: Floats,
        expected: Floats,
        use: Floats,
        frontier: Floats,
    ) -> Iterator[tuple[int, str]]:
        """Environments to quarantine after one step's groups, each with the reason; one may come twice.

        `expected` is the log evidence of each group under the beliefs, `use` the mixed groups that its
        environment had shown before, `frontier` its believed frontier then.
        """
        config = self._config
        rise = binomial(passed, rollouts, config.broken_rate) - binomial(passed, rollouts, config.sound_rate)
        np.add.at(self.failing, rows, np.where((levels == 0) | (passed > 0), rise, 0))
        self.failing[rows] = np.maximum(self.failing[rows], FORGIVEN)

        surprise = np.where(use >= EXPLORED, binomial(passed, rollouts, GIVEN_AWAY) - expected, 0)
        surprise -= max(float(surprise.mean()), 0.0)
        surprise = np.where(levels > frontier, surprise, np.minimum(surprise, 0))
        seen, groups = np.unique(rows, return_counts=True)
        whole = np.zeros_like(self.jump)
        np.add.at(whole, rows, surprise)
        self.jump[seen] = np.maximum(self.jump[seen] + whole[seen] / groups, 0)

        everything = passed >= rollouts
        np.add.at(self.ones, rows, (everything & (levels < self._tops[rows])).astype(np.uint16))
        self.ones[rows] = np.minimum(self.ones[rows], MOST)
        self.ones[rows[~everything]] = 0

        accused = rows[self.failing[rows] > np.log(config.odds)]
        if len(accused) and (self.failing < 0).sum() < PROVEN * (self.failing > 0).sum():
            self.failing[accused], accused = 0, accused[:0]
        for row in accused.tolist():
            yield row, "never passes: not even its easiest level"
        for row in rows[self.jump[rows] > np.log(config.jump_odds)].tolist():
            yield row, "reward jump: passes far above its frontier"
        for row in rows[self.ones[rows] >= config.ones_run].tolist():
            yield row, f"always passes: {config.ones_run} groups below its top level without a failure"

    def measure(self, rows: Ints, lengths: Floats, visits: Ints) -> Iterator[tuple[int, str]]:
        """The same for response lengths, in tokens; `rows` are those whose length is known."""
        log_length = np.log(np.maximum(lengths, 1))
        usual = self.usual[rows]
        known = ~np.isnan(usual) & (visits >= SETTLED)
        fall = np.where(known, log_length - usual, 0)
        if known.sum() > 1:
            fall -= min(float(np.median(fall[known])), 0.0)
        collapsed = known & (fall < np.log(self._config.collapse))
        self.short[rows] = np.where(collapsed, np.minimum(self.short[rows], 254) + 1, 0)
        blend = np.where(np.isnan(usual), log_length, usual + MEMORY * (log_length - usual))
        self.usual[rows] = np.where(collapsed, usual, blend)
        for row in rows[self.short[rows] >= 2].tolist():
            yield row, "length collapse: its responses are suddenly short"


def advice(reason: str) -> str:
    """What to do about an environment that was quarantined for `reason`; a fault of its programs has no name here."""
    found = [text for name, text in ADVICE.items() if reason.startswith(name)]
    return found[0] if found else "replay the fault, mend the programs, and deprecate this version"
