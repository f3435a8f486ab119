"""Nearly the same words, the same answers, or a benchmark's text: none of them is new."""

from __future__ import annotations

import pytest

from scaler.environment import Reference
from scaler.sandbox import Sandbox
from scaler.validation.novelty import NGRAM, Library, NearDuplicates, Shelved, sketch
from tests.validation.drafts import LEAST, QUESTION, SLICING, SOUND, SPEC, check, measured

ROADS = (
    "A country has {{ n }} towns and one-way roads between them. Which town can be reached from every other town by "
    "following roads? If there is none, the answer is zero; if there are several, name the one with the lowest number."
)
LETTERS = (
    "Take the word {{ s }} and remove letters from it, as few as possible, until no two neighbouring letters are the "
    "same. How many letters were removed in the end, and which ones have stayed where they were?"
)
REWORDED = ROADS.replace("A country has", "Our land has").replace("{{ n }}", "{{ towns | length }}")


def shelved(name: str, question: str, code: str = "print(0)") -> Shelved:
    return Shelved(name=name, question=question, spec=SPEC, oracle=Reference(name="o", language="python", code=code))


def first_likes(texts: dict[str, str], threshold: float) -> dict[str, str]:
    seen = NearDuplicates(threshold)
    return {name: other for name, text in texts.items() if (other := seen.first_like(name, text))}


@pytest.mark.parametrize(
    ("texts", "twins"),
    [
        ({"a": ROADS, "b": LETTERS}, {}),
        ({"a": ROADS, "b": LETTERS, "c": ROADS}, {"c": "a"}),
        ({"a": ROADS, "b": REWORDED, "c": REWORDED.upper()}, {"b": "a", "c": "a"}),
        ({"a": ROADS.replace("{{ n }}", "5"), "b": ROADS.replace("{{ n }}", "7")}, {"b": "a"}),
        ({"a": ROADS + "{# a note #}", "b": "{% if n %}" + ROADS}, {"b": "a"}),
        ({"a": "Sum up.", "b": "Add up."}, {}),
        ({}, {}),
    ],
)
def test_near_duplicates_are_found_whatever_their_numbers_and_tags(
    texts: dict[str, str], twins: dict[str, str]
) -> None:
    assert first_likes(texts, 0.7) == twins


def test_the_index_misses_none_of_many_reworded_texts() -> None:
    words = (ROADS + LETTERS).split()
    texts = {"first": " ".join(words)}
    for at in range(0, len(words) - 1, 2):  # one word changed: four of the runs of three words
        texts[f"changed-{at}"] = " ".join([*words[:at], "other", *words[at + 1 :]])
    alike = {name: sketch(texts["first"]).jaccard(sketch(text)) for name, text in texts.items() if name != "first"}
    assert {name: "first" for name, share in alike.items() if share >= 0.9} == first_likes(texts, 0.9)


def test_a_library_names_the_nearest_first_and_never_the_draft_itself() -> None:
    library = Library([shelved("letters", LETTERS), shelved("roads", ROADS), shelved("mine", ROADS)])
    near = library.nearest("mine", REWORDED, 5)
    assert [other.name for other, _ in near] == ["roads", "letters"]
    assert near[0][1] > 0.7
    assert near[1][1] < 0.1
    assert library.nearest("mine", ROADS, 1) == [(library.environments["roads"], 1.0)]
    assert Library().nearest("mine", ROADS, 5) == []


TEXT = "Every morning Aya goes for a nine kilometre walk and stops at a coffee shop afterwards"
WORDS = TEXT.split()


@pytest.mark.parametrize(
    ("text", "overlaps"),
    [
        (TEXT, True),
        ("Once more: every morning, Aya goes - for a NINE 9 kilometre walk and stops at a bridge.", True),
        (" ".join(WORDS[:NGRAM]), True),
        (" ".join(WORDS[: NGRAM - 1]), False),
        (" ".join([*WORDS[:8], "long", *WORDS[8:]]), False),
        ("", False),
    ],
)
def test_a_benchmarks_text_is_seen_in_a_run_of_words(text: str, overlaps: bool) -> None:
    library = Library(benchmarks={"aime-1": " ".join(WORDS), "aime-2": "What is one and one?"})
    assert len(WORDS) >= NGRAM
    assert list(library.overlaps(text)) == (["aime-1"] if overlaps else [])


def test_the_first_shared_words_are_shown() -> None:
    shared = Library(benchmarks={"x": " ".join(WORDS)}).overlaps("Well, " + " ".join(WORDS))
    assert shared == {"x": " ".join(WORDS[:NGRAM]).lower()}


OTHER_WORDS = "Here is a row of heights: {{ a | json }}. How tall do two adjacent ones get, one on top of the other?"


@pytest.mark.sandbox
@pytest.mark.parametrize(
    ("library", "reason"),
    [
        (Library([shelved("twin", QUESTION)]), "the question is nearly that of twin (similarity 1.00)"),
        (Library([shelved("double", OTHER_WORDS, SLICING)]), "it answers 10 of 10 instances as double does"),
        (
            Library(benchmarks={"bench-7": "Q. " + QUESTION.replace("{{ a | join(', ') }}", "5, 7")}),
            "it shares words with the benchmark text bench-7: "
            "'two numbers that stand next to each other in a list are neighbours'",
        ),
        (Library([shelved("neighbours", QUESTION, SLICING)]), None),
        (Library([shelved("other", OTHER_WORDS, LEAST), shelved("roads", ROADS, "print(1 // 0)")]), None),
    ],
    ids=["words", "answers", "benchmark", "itself", "others"],
)
def test_what_is_not_new_is_rejected(sandbox: Sandbox, library: Library, reason: str | None) -> None:
    verdict = check(SOUND, sandbox, library=library)
    failed = verdict.failed_gate
    assert (failed.gate, failed.reason) == ("novelty", reason) if failed else reason is None
    assert measured(verdict, "novelty")["compared"] == len(library.environments)
