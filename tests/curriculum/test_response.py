from __future__ import annotations

import numpy as np
import pytest

from scaler.curriculum.response import KAPPA, TAU, expected_signal, posterior


def dense(
    mean: float, variance: float, level: int, passed: int, guess: float, cap: float
) -> tuple[float, float, float]:
    """The same integral on a fine grid, in double precision."""
    f = np.linspace(mean - 12 * variance**0.5, mean + 12 * variance**0.5, 4001)
    eps = np.linspace(-7, 7, 401)
    p = guess + (cap - guess) / (1 + np.exp(-KAPPA * (f[:, None] - level) - TAU * eps))
    likelihood = (p**passed * (1 - p) ** (8 - passed)) @ np.exp(-(eps**2) / 2) * (eps[1] - eps[0]) / (2 * np.pi) ** 0.5
    mass = likelihood * np.exp(-((f - mean) ** 2) / (2 * variance)) / (2 * np.pi * variance) ** 0.5 * (f[1] - f[0])
    first = (mass * f).sum() / mass.sum()
    return first, (mass * (f - first) ** 2).sum() / mass.sum(), np.log(mass.sum())


@pytest.mark.parametrize("passed", [0, 1, 4, 8])
@pytest.mark.parametrize(("guess", "cap"), [(0.0, 1.0), (0.42, 1.0), (0.0, 0.55)])
@pytest.mark.parametrize(("mean", "variance"), [(5.0, 1.0), (7.0, 4.0)])
def test_quadrature_gives_the_moments_of_the_posterior(
    mean: float, variance: float, passed: int, guess: float, cap: float
) -> None:
    def row(value: float) -> np.ndarray:
        return np.array([[value]], dtype=np.float32)

    result = posterior(
        row(mean),
        row(variance),
        np.array([6]),
        np.array([float(passed)]),
        np.array([8.0]),
        row(guess),
        row(cap - guess),
    )
    first, spread, evidence = dense(mean, variance, 6, passed, guess, cap)
    assert result.mean[0, 0] == pytest.approx(first, abs=0.06)
    assert result.variance[0, 0] == pytest.approx(spread, rel=0.06)
    assert result.evidence[0, 0] == pytest.approx(evidence, abs=0.12)


@pytest.mark.parametrize("variance", [0.0, 1.0, 6.0])
@pytest.mark.parametrize("offset", [0.0, 1.0, -2.0])
def test_expected_signal_is_close_to_the_integral(offset: float, variance: float) -> None:
    nodes, weights = np.polynomial.hermite_e.hermegauss(60)
    q = 1 / (1 + np.exp(-KAPPA * offset - nodes * (KAPPA**2 * variance + TAU**2) ** 0.5))
    exact = (weights * q * (1 - q)).sum() / weights.sum()
    close = expected_signal(np.array([offset], dtype=np.float32), np.array([variance], dtype=np.float32))
    assert close[0] == pytest.approx(exact, abs=0.012)
