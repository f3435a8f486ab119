"""From one text to sections: the headings of the sources, and what makes a statement unreadable."""

from __future__ import annotations

import pytest

from scaler.problems import Example
from scaler.problems.reading import Fault
from scaler.problems.statement import check_readable, split, without_checker_talk

EXAMPLE = "Input\n\n1 2\n\n\nOutput\n\n3\n"
BARE = f"Add.\n\nInput\n\nTwo.\n\nOutput\n\nOne.\n\nConstraints\n\na < 9\n\nExample\n\n{EXAMPLE}\nNote\n\nEasy."
RULED = (
    "Add.\n\n-----Input-----\n\nTwo.\n\n-----Output-----\n\nOne.\n\n-----Constraints-----\na < 9\n"
    f"-----Examples-----\n{EXAMPLE}\n-----Note-----\n\nEasy."
)
SAMPLES = (
    "Add.\n\n------ Input Format ------ \n\nTwo.\n\n------ Output Format ------ \n\nOne.\n\n"
    "------ Constraints ------ \n\na < 9\n"
    "\n----- Sample Input 1 ------ \n1 2\n----- Sample Output 1 ------ \n3\n----- explanation 1 ------ \nEasy."
)
SHOUTED = (
    "Add.\n\nInput:\nTwo.\n\nOutput:\nOne.\n\nConstraints:\na < 9\n\n"
    "SAMPLE INPUT\n1 2\n\nSAMPLE OUTPUT\n3\n\nExplanation\n\nEasy."
)
MARKDOWN = (
    "## Problem Statement\nAdd.\n## Input\nTwo.\n## Output\nOne.\n## Constraints\na < 9\n"
    "## Sample Input 1\n1 2\n## Sample Output 1\n3"
)
CONSTRAINTS_LAST = "Add.\nInput\nTwo.\nOutput\nOne.\nSample Input\n1 2\nSample Output\n3\nConstraints\na < 9"


@pytest.mark.parametrize("text", [BARE, RULED, SAMPLES, SHOUTED, MARKDOWN, CONSTRAINTS_LAST])
def test_headings_of_every_source(text: str) -> None:
    statement = split(text)
    assert statement.fields() == {
        "statement": "Add.",
        "input_format": "Two.",
        "output_format": "One.",
        "constraints": "a < 9",
        "examples": (Example(input="1 2\n", output="3\n"),),
    }
    assert statement.notes == ()


def test_words_in_lower_case_are_content() -> None:
    statement = split("Print the word.\n\nOutput\n\nExample\n\nInput\n\ninput\n\nOutput\n\noutput\n")
    assert statement.examples == (Example(input="input\n", output="output\n"),)


def test_exponents_are_repaired_but_not_in_examples() -> None:
    statement = split("Sum.\nInput\nn ≤ 105\nExample\nInput\n1 ≤ 105\nOutput\n3\n")
    assert statement.input_format == "n ≤ 10^5"
    assert statement.examples == (Example(input="1 ≤ 105\n", output="3\n"),)
    assert statement.notes == ("flattened exponents repaired: 105 read as 10^5",)


def test_examples_that_are_known_apart_win() -> None:
    known = (Example(input="5\n", output="6\n"),)
    assert split(BARE, known).examples == known
    assert split("Add.", known).notes == ()
    assert split("Add.").notes == ("no examples could be read off the raw text",)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (" \n", "the statement is empty"),
        ("See <image>.", "the statement needs an image ('<image')"),
        ("See ![tree](https://example.org/tree.png).", "the statement needs an image ('![tree](')"),
        ("See [Image]", "the statement needs an image ('[Image]')"),
        (
            "This is an interactive problem.",
            "the problem is interactive: no program that reads stdin once can solve it",
        ),
        ("Guess.\n\nInteraction\n\nAsk.", "the problem is interactive: no program that reads stdin once can solve it"),
    ],
)
def test_an_unreadable_statement_is_refused(text: str, reason: str) -> None:
    with pytest.raises(Fault) as caught:
        check_readable(text, ("description",))
    assert (caught.value.reason, caught.value.location) == (reason, ("description",))


def test_the_formula_of_the_checker_is_not_an_image_that_matters() -> None:
    judged = "The error must not exceed 10 - 6."
    talk = "Namely: let's assume that your answer is a, and the answer of the jury is b. It is correct if <image>."
    assert without_checker_talk(f"{judged}\n\n{talk}\n\nExamples") == f"{judged}\n\n\n\nExamples"
    assert without_checker_talk("Formally, a tree as in <image>.") == "Formally, a tree as in <image>."
