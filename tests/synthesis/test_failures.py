"""What a run refused, as people read it."""

from __future__ import annotations

from scaler.synthesis import BatchResult, Outcome, Unfinished, failures_markdown

RESULT = BatchResult(
    outcomes=(
        Outcome(problem="fine", inputs="0", stage="published", ref="fine@1.0"),
        Outcome(problem="dull", inputs="0", stage="diversity", reason="a | b\n<b>`c`</b>", ref="dull@1.0"),
        Outcome(problem="odd", inputs="0", stage="references", reason="they disagree"),
    ),
    unfinished=(Unfinished(problem="late", reason="no budget"),),
)


def test_each_refusal_leads_to_its_evidence_and_the_longest_text_stands_last() -> None:
    assert failures_markdown(RESULT, "http://127.0.0.1:4201/").splitlines() == [
        "2 of 3 problems were refused, 1 are unfinished.",
        "",
        "| stage | problem | look | why |",
        "| --- | --- | --- | --- |",
        "| references | odd |  | they disagree |",
        "| diversity | dull | [dull@1.0](http://127.0.0.1:4201/entry/dull@1.0) "
        r"| a \| b &lt;b&gt;\`c\`&lt;/b&gt; |",
        "| unfinished | late | | no budget |",
    ]


def test_without_a_page_a_command_shows_it() -> None:
    assert "| diversity | dull | `scaler env show dull@1.0` |" in failures_markdown(RESULT, "")
