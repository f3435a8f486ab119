from __future__ import annotations

import pytest

from scaler.review_app.evidence import Replay, plain_value, read_gate, seeds_note
from scaler.review_app.plots import bars, distribution, interval, shown
from scaler.review_app.text import MAX_CHARACTERS, code, plain
from tests.review_app.folded import FOLD, folded_version


def test_levels_are_plotted_with_values_limits_and_words() -> None:
    rows = [
        {
            "level": level,
            "draws": 40,
            "best_guess": "0",
            "best_guess_share": share,
            "floor": 0.3,
            "prompt_tokens": 9 + level,
        }
        for level, share in enumerate((0.1, 0.5))
    ]
    guess, tokens = read_gate({"gate": "g", "passed": True, "measured": {"levels": rows}}).plots
    assert 'aria-label="Best guess is right, by level (limit 30%): 0: 10%, 1: 50%"' in guess
    assert ">50%!</text>" in guess  # beyond its limit, and not by colour alone
    assert ">10%</text>" in guess
    assert guess.count('class="limit"') == 2
    assert 'aria-label="Prompt tokens, by level: 0: 9, 1: 10"' in tokens


def test_answers_and_agreement_are_plotted_wherever_they_stand() -> None:
    counts = {"instances": 48, "disagreements": 1, "disagreement_rate_bound_95": 0.0952}
    for measured in (counts, {"agreement": counts}):
        (plot,) = read_gate({"gate": "agreement", "passed": True, "measured": measured}).plots
        assert 'aria-label="References that disagree: 1 of 48; at most 9.5% (95%)"' in plot
    answers = {"levels": [{"level": 3, "answers": {"yes": 30, "no": 10}}]}
    (plot,) = read_gate({"gate": "answers", "passed": True, "measured": answers}).plots
    assert 'aria-label="Answers at level 3: yes: 30, no: 10"' in plot


@pytest.mark.parametrize(
    "measured",
    [
        None,
        [],
        "text",
        {},
        {"levels": [0, 1]},
        {"levels": [{"level": 0}, 5]},
        {"levels": [{"level": 0, "x": "a"}, {"level": 1, "x": None}]},
        {"levels": [{"level": 0, "x": float("nan")}, {"level": 1, "x": float("inf")}]},
        {"levels": [{"level": 0, "answers": {"a": -1, "b": True}}]},
        {"levels": [{"level": 0, "x": 1}, {"level": 1, "x": 1}]},
        {"tokens": {"0": 1, "a": 2}},
        {"disagreements": 0, "instances": 0, "disagreement_rate_bound_95": 1},
        {"pair": {"count": 2, "trials": 1, "bound_95": 1}, "trusted": {"count": 0, "trials": 0, "bound_95": 1}},
        {"pair": {"count": "1", "trials": 10**400, "bound_95": None}},
        {"replay": {"level": 1}},
        {"replay": [{"scale": {"n": 1}, "seed": True}, {"scale": {"n": 1}, "seed": 1, "shape": "odd"}]},
        {"replay": [{"scale": {"n": 1}, "seed": 1, "shape": ["lowest"]}]},
        {"levels": [{"level": 0, "x": 10**400}, {"level": 1, "x": 2}]},
        {"replay": [{"scale": {"n": "x"}, "seed": "y"}, {"scale": [], "seed": 1}, None]},
    ],
)
def test_what_is_not_understood_is_not_plotted_and_is_no_error(measured: object) -> None:
    gate = read_gate({"gate": "g", "passed": "yes", "measured": measured})  # type: ignore[dict-item]
    assert (gate.plots, gate.replays, gate.passed) == ((), (), False)


def test_replays_become_addresses() -> None:
    measured = {
        "x": 1,
        "replay": [{"level": 2, "scale": {"n": 4, "m": 3}, "seed": 7}, {"level": None, "scale": {"n": 4}, "seed": 0}],
    }
    gate = read_gate({"gate": "g", "passed": False, "measured": measured})
    assert gate.replays == (
        Replay(label="level 2 (m=3, n=4, seed 7)", scale="m=3,n=4", seed=7),
        Replay(label="n=4, seed 0", scale="n=4", seed=0),
    )
    assert gate.measured == {"x": 1}


def test_replays_of_parts_name_task_and_part_and_keep_their_shape() -> None:
    agreement, answers, wrong = (read_gate(item, FOLD) for item in folded_version().evidence)
    fair, rising = agreement.replays
    assert fair == Replay(label="level 0 (n=3, seed 2, part 2)", scale="n=3", seed=2, part=2)
    assert rising.label == "level 1 (n=5, seed 1, part 2, drawn rising)"
    assert rising.address == {"scale": "n=5", "seed": 1, "shape": "rising"}
    assert [(replay.seed, replay.part) for replay in answers.replays] == [(7, None)]
    assert wrong.measured == {"caught": {"guess": {"level": 0, "scale": {"n": 3}, "seed": 1, "part": 3}}}
    assert seeds_note(1) == ""
    assert "part s mod 3 + 1 of the task of seed s div 3" in seeds_note(3)


def test_rates_of_todays_layout_are_plotted() -> None:
    rate = {"count": 1, "trials": 48, "bound_95": 0.0952}
    measured = {"disagreements": rate, "pair": rate, "cross_author": rate, "cross_language": None, "sorts": {"x": 1}}
    plots = read_gate({"gate": "agreement", "passed": True, "measured": measured}).plots
    assert [plot.split('aria-label="')[1].split('"')[0] for plot in plots] == [
        "References that disagree: 1 of 48; at most 9.5% (95%)",
        "The two oracles disagree: 1 of 48; at most 9.5% (95%)",
    ]
    rows = [{"level": level, "best_guess_share": share} for level, share in enumerate((0.1, 0.6))]
    (guess,) = read_gate({"gate": "diversity", "passed": True, "measured": {"floor": 0.5, "levels": rows}}).plots
    assert "(limit 50%): 0: 10%, 1: 60%" in guess
    assert ">60%!</text>" in guess


def test_plots_escape_and_survive_any_numbers() -> None:
    for plot in (bars("<b>", [("<i>", 0.0)]), distribution("<b>", {"<i>": 1}), interval("<b>", 0, 0, 0.0)):
        assert "<b>" not in plot
        assert "<i>" not in plot
        assert "nan" not in plot
    assert bars("t", []).count("<rect") == 0
    assert distribution("t", {str(n): 1 for n in range(9)}).count("<rect") == 7
    assert ">3 others</text>" in distribution("t", {str(n): 1 for n in range(9)})


@pytest.mark.parametrize(
    ("value", "share", "text"),
    [
        (0.5, True, "50%"),
        (0.042, True, "4.2%"),
        (0.0, True, "0%"),
        (17.0, False, "17"),
        (0.03123, False, "0.0312"),
        (12345.0, False, "12.3k"),
        (2.5e6, False, "2.5M"),
        (3e9, False, "3G"),
    ],
)
def test_numbers_are_short(value: float, share: bool, text: str) -> None:
    assert shown(value, share=share) == text


def test_hidden_characters_are_written_out_and_long_texts_cut() -> None:
    assert plain("a\u202eb\x1b\u200b\tc\n\xa0é") == "a[U+202E]b[U+001B][U+200B]\tc\n\xa0é"
    assert plain("x" * (MAX_CHARACTERS + 5)).endswith("\n[... 5 more characters]")


def test_code_is_highlighted_and_escaped() -> None:
    html = code("solver.py", "def f():  # <b>\u202e\n    return '<i>'\n")
    assert '<span class="k">def</span>' in html
    assert "&lt;b&gt;[U+202E]" in html
    assert "<b>" not in html
    assert "style=" not in html
    assert code("notes.xyz", "<b>") == '<pre class="code" tabindex="0">&lt;b&gt;</pre>'


def test_values_are_short_words() -> None:
    assert [plain_value(v) for v in (True, False, None, 0.123456, 7, "x", ["ü"])] == [
        "yes",
        "no",
        "none",
        "0.1235",
        "7",
        "x",
        '["ü"]',
    ]
