from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from scaler.registry import Query, Registry
from scaler.registry.evidence import weakest
from tests.registry.build import version

PLACES = pytest.mark.parametrize("place", ["registry", "registry.pack"])


def filled(root: Path) -> Registry:
    registry = Registry(root)
    for name in ("alpha", "beta", "gamma"):
        registry.publish(version(name=name), "passed every gate")
    registry.publish(version("b", name="beta", passed=False), "runs: nothing compiles, 100% sure")
    registry.review("gamma", "approved", "ann", "read it")
    return registry


@PLACES
def test_every_filter_finds_what_it_says(tmp_path: Path, place: str) -> None:
    registry = filled(tmp_path / place)
    for query, refs in [
        (Query(), ["alpha@1.0", "beta@1.0", "beta@1.1", "gamma@1.0"]),
        (Query(state="candidate"), ["alpha@1.0", "beta@1.0"]),
        (Query(state="candidate", kind="string"), []),
        (Query(gate="runs"), ["beta@1.1"]),
        (Query(gate="none", source="test"), ["alpha@1.0", "beta@1.0", "gamma@1.0"]),
        (Query(text="NOTHING beta"), ["beta@1.1"]),
        (Query(text="%"), ["beta@1.1"]),
        (Query(text="'; DROP TABLE rows; --"), []),
        (Query(text="a " * 5000), ["alpha@1.0", "beta@1.0", "beta@1.1", "gamma@1.0"]),
        (Query(limit=2, offset=1), ["beta@1.0", "beta@1.1"]),
        (Query(order="weakest", limit=1), ["alpha@1.0"]),
    ]:
        assert [row.ref for row in registry.search(query).rows] == refs, query
    assert registry.search(Query(limit=1, offset=3)).total == 4
    assert registry.overview(Query()).facets == {
        "state": {"approved": 1, "candidate": 2, "rejected": 1},
        "kind": {"integer": 4},
        "source": {"test": 4},
        "gate": {"": 3, "runs": 1},
    }


@PLACES
def test_a_row_follows_every_write(tmp_path: Path, place: str) -> None:
    registry = filled(tmp_path / place)
    registry.rows()
    registry.review("alpha", "rejected", "bob", "dull")
    (row,) = registry.search(Query(text="alpha")).rows
    assert (row.state, row.reviewer, row.reason) == ("rejected", "bob", "dull")
    registry.publish(version("c", name="alpha"), "r")
    assert [row.ref for row in registry.search(Query(text="alpha")).rows] == ["alpha@1.0", "alpha@1.1"]


def test_the_index_sees_edits_by_hand_and_by_git(tmp_path: Path) -> None:
    registry = filled(tmp_path)
    registry.rows()
    entry = tmp_path / "alpha/entry.yaml"
    entry.write_text(entry.read_text().replace("passed every gate", "something else   "))  # as long as before
    (tmp_path / "beta/1.1").rename(tmp_path / "elsewhere")
    manifest = tmp_path / "gamma/1.0/manifest.yaml"
    manifest.write_text(manifest.read_text().replace("title: Sum", "title: Max"))
    assert [(row.ref, row.title, row.reason) for row in registry.rows()] == [
        ("alpha@1.0", "Sum", "something else"),
        ("beta@1.0", "Sum", "passed every gate"),
        ("gamma@1.0", "Max", "read it"),
    ]


def test_a_damaged_index_is_built_anew(tmp_path: Path) -> None:
    registry = filled(tmp_path)
    expected = registry.rows()
    path = tmp_path / ".local/index.sqlite"
    whole = path.read_bytes()
    other = sqlite3.connect(tmp_path / "other.sqlite")
    other.executescript(
        "CREATE TABLE rows (what TEXT); CREATE INDEX by_digest ON rows (what); PRAGMA user_version = 99"
    )
    other.close()
    half = sqlite3.connect(path)
    half.execute("UPDATE rows SET state = 'great', levels = 'many'")
    half.commit()
    half.close()
    lying = path.read_bytes()
    rootpage = sqlite3.connect(path)
    (number,) = rootpage.execute("SELECT rootpage FROM sqlite_master WHERE name = 'rows'").fetchone()
    rootpage.close()
    torn = bytearray(whole)
    torn[(number - 1) * 4096 : number * 4096] = os.urandom(4096)
    damages = [
        lying,
        bytes(torn),
        b"",
        b"no database at all" * 100,
        whole[: len(whole) // 2],
        whole[:4096] + os.urandom(len(whole) - 4096),
        (tmp_path / "other.sqlite").read_bytes(),
    ]
    for damage in damages:
        path.write_bytes(damage)
        assert registry.rows() == expected
        assert registry.rows() == expected
    path.unlink()
    path.mkdir()  # nothing can be written there: in memory, then
    assert registry.rows() == expected


def test_a_registry_that_cannot_be_written_is_read(tmp_path: Path) -> None:
    registry = filled(tmp_path)
    expected = registry.rows()
    for path in (tmp_path / ".local").iterdir():
        path.unlink()
    (tmp_path / ".local").rmdir()
    (tmp_path / ".local").write_text("in the way")
    assert registry.rows() == expected


def test_git_ignores_the_index(tmp_path: Path) -> None:
    filled(tmp_path).rows()
    assert (tmp_path / ".local/.gitignore").read_text() == "*\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == [".local", "alpha", "beta", "gamma"]


def test_what_cannot_be_read_is_named_and_hides_nothing_else(tmp_path: Path) -> None:
    registry = filled(tmp_path)
    (tmp_path / "beta/1.1/evidence.json").write_text("[" * 100_000)
    (tmp_path / "gamma/entry.yaml").write_text("name: [")
    overview = registry.overview(Query())
    assert [row.ref for row in overview.found.rows] == ["alpha@1.0"]
    beta, gamma = overview.broken
    assert beta.startswith(f"{tmp_path}/beta/1.1/evidence.json cannot be read: ")
    assert gamma.startswith(f"{tmp_path}/gamma/entry.yaml: ")


@pytest.mark.parametrize(
    ("measured", "share", "why"),
    [
        ({}, 1.0, "nothing was measured"),
        ({"disagreement_rate_bound_95": 0.06}, 0.06, "references may disagree on 6.0%"),
        ({"agreed": 9, "ended": 8, "ended_above": 4}, 0.25, "the solver agrees in 9 of 12 runs"),
        ({"by_level": [{"level": 2, "commonest_answer": 0.5}]}, 0.5, "a guess is right in 50% of level 2"),
        ({"levels": [{"level": 1, "best_guess_share": 0.4}, {"level": 2}]}, 0.4, "a guess is right in 40% of level 1"),
        ({"trusted": {"count": 0, "trials": 48, "bound_95": 0.06}}, 0.06, "trusted references may disagree on 6.0%"),
        (
            {"refused_right": {"count": 1, "trials": 9, "bound_95": 0.4}, "second_judge": None},
            0.4,
            "the verifier may refuse right answers: 40.0%",
        ),
        ({"pair": {"count": 5, "trials": 1, "bound_95": 0.4}}, 1.0, "nothing was measured"),
        (
            {"kept": [1], "levels": [{"level": 0, "commonest_share": 0.9}, {"level": 1, "commonest_share": 0.2}]},
            0.2,
            "a guess is right in 20% of level 1",
        ),
        ({"levels": [0, 1], "agreed": True, "commonest_share": 1}, 1.0, "nothing was measured"),
    ],
)
def test_evidence_is_as_weak_as_its_weakest_point(measured: object, share: float, why: str) -> None:
    assert weakest([{"gate": "g", "passed": True, "measured": measured}]) == (share, why)
    assert weakest([{"gate": "g", "passed": False, "measured": measured}]) == (1.0, "failed g")


def test_what_no_version_may_do_is_not_its_weakest_point() -> None:
    rate = {"count": 0, "trials": 24, "bound_95": 0.1173}
    answers = {"gate": "answers", "passed": True, "measured": {"refused_right": rate}}
    agreement = {"gate": "agreement", "passed": True, "measured": {"pair": rate | {"bound_95": 0.01}}}
    assert weakest([answers, agreement]) == (0.01, "the two oracles may disagree on 1.0%")
