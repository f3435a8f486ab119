"""The circuit breaker and the token bucket, on a clock of our own."""

from __future__ import annotations

from scaler.llm.health import Bucket, Health


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_the_breaker_opens_probes_and_closes() -> None:
    clock = Clock()
    health = Health(3, 10.0, clock)
    assert [health.failed(), health.failed()] == [None, None]
    assert not health.alive()  # a success between: they must come in a row
    assert [health.failed(), health.failed(), health.failed()] == [None, None, 10.0]
    assert (health.dead, health.wait()) == (True, 10.0)
    assert health.failed() is None  # a call that was in flight when it opened
    clock.now += 10
    assert health.admit() == 0.0
    assert health.admit() > 0.0  # one probe at a time
    assert health.failed() == 20.0
    for pause in (40.0, 80.0, 160.0, 160.0):
        clock.now += health.wait()
        assert health.admit() == 0.0
        assert health.failed() == pause
    clock.now += 160
    assert health.admit() == 0.0
    assert health.alive()
    assert (health.dead, health.wait(), health.admit(), health.admit()) == (False, 0.0, 0.0, 0.0)
    assert [health.failed(), health.failed(), health.failed()] == [None, None, 10.0]


def test_a_probe_that_never_asked_leaves_the_next_one_to_others() -> None:
    clock = Clock()
    health = Health(1, 10.0, clock)
    health.failed()
    clock.now += 10
    assert health.admit() == 0.0
    health.abandoned()
    assert health.admit() == 0.0


def test_a_rest_is_kept_whatever_calls_in_flight_report() -> None:
    clock = Clock()
    health = Health(3, 10.0, clock)
    health.alive(rest=30.0)
    health.alive()
    assert health.wait() == 30.0
    health.failed(rest=5.0)
    assert health.wait() == 30.0
    clock.now += 30
    assert health.wait() == 0.0


def test_the_bucket_gives_a_minutes_worth_and_then_its_pace() -> None:
    clock = Clock()
    bucket = Bucket(60, clock)
    assert [bucket.take(1) for _ in range(60)] == [0.0] * 60
    assert [bucket.take(1), bucket.take(1)] == [1.0, 2.0]
    clock.now += 32
    assert bucket.take(30) == 0.0
    assert bucket.take(1000) == 60.0  # more than ever fits is cut
    bucket.give_back(1000, 15)
    assert bucket.take(0) == 15.0
