"""What people read of the ledger."""

from __future__ import annotations

from scaler.llm import Ledger, LedgerRow, LLMConfig, Spend, cost_line, cost_rows

ROWS = [
    LedgerRow("a", "analysis", Spend(2, 1, 100, 50, 30, False, 1.5)),
    LedgerRow("a", "repair", Spend(1, 0, 10, 5, 0, True, 0.25, refused=1, unknown=1, unknown_tokens=7)),
    LedgerRow("b", "analysis", Spend(1, 0, 100, 50, 0, False, 1.5)),
]


def test_a_row_a_step_then_all_then_each_accepted() -> None:
    rows = cost_rows(ROWS, accepted=4)
    assert [row["step"] for row in rows] == ["analysis", "repair", "all", "an accepted environment"]
    assert rows[0] == {
        "step": "analysis",
        "completions": 3,
        "recorded": 1,
        "refused": 0,
        "prompt_tokens": 200,
        "completion_tokens": 100,
        "cost": 3.0,
        "recorded_tokens": 30,
        "unknown_tokens": 0,
        "unknown_cost": 0.0,
        "estimated": False,
    }
    assert (rows[2]["prompt_tokens"], rows[2]["cost"], rows[2]["refused"], rows[2]["unknown_tokens"]) == (
        210,
        3.25,
        1,
        7,
    )
    assert (rows[3]["prompt_tokens"], rows[3]["cost"], rows[3]["completions"]) == (52.5, 0.8125, 1.0)
    assert rows[3]["estimated"]


def test_nothing_accepted_is_no_row_and_no_division() -> None:
    assert [row["step"] for row in cost_rows(ROWS)][-1] == "all"
    assert [row["step"] for row in cost_rows([], accepted=0)] == ["all"]


def test_the_line() -> None:
    class Fixed(Ledger):
        def rows(self) -> list[LedgerRow]:
            return ROWS

    config = LLMConfig(mode="replay", model="toy", recording="rec")  # type: ignore[arg-type]
    assert cost_line(Fixed(config), accepted=2) == (
        "4 completions (1 from the recording), 315 tokens paid for, cost 3.2500, 158 tokens and 1.6250 an accepted "
        "environment, 1 answers paid for and of no use, 1 calls without an answer, up to 7 tokens more"
    )
    assert cost_line(Ledger(config)) == "0 completions (0 from the recording), 0 tokens paid for"
