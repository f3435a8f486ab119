from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from scaler.errors import ConfigError
from scaler.llm import Message, PromptLibrary, Sampling

GOOD = """---
step: generator
version: "1.2"
sampling: {temperature: 0.5, max_tokens: 100}
---
{% block system %}
You write generators.
{% endblock %}

{% block user %}
# {{ title }}
{% for limit in limits %}
- {{ limit }}
{% endfor %}
{% endblock %}
"""


def library(folder: Path, text: str, step: str = "generator") -> PromptLibrary:
    (folder / f"{step}.md.j2").write_bytes(text.encode())
    return PromptLibrary(folder)


def test_renders_messages_version_and_sampling(tmp_path: Path) -> None:
    prompt = library(tmp_path, GOOD).render("generator", title="A {{ title }}", limits=["n < 5", "m < 6"])
    assert prompt.messages == (
        Message("system", "You write generators."),
        Message("user", "# A {{ title }}\n- n < 5\n- m < 6"),
    )
    assert (prompt.step, prompt.version) == ("generator", "1.2")
    assert prompt.sampling == Sampling(temperature=0.5, max_tokens=100)
    assert prompt.template_hash == hashlib.sha256(GOOD.encode()).hexdigest()


def test_values_may_be_called_step_and_self(tmp_path: Path) -> None:
    text = GOOD.replace("{{ title }}", "{{ step }}")
    assert library(tmp_path, text).render("generator", step="x", limits=[]).messages[1].content == "# x"


@pytest.mark.parametrize(
    ("old", "new", "where", "says"),
    [
        ("---\nstep", "step", ":1", "no front matter"),
        ("step: generator", "step: solver", ":2", "step is 'solver', but the file is named 'generator.md.j2'"),
        ('"1.2"', "1.2", ":3", "version: Input should be a valid string, got 1.2"),
        ('version: "1.2"\n', "", ":1", "version: Field required"),
        ("0.5", "5", ":4", "sampling.temperature: Input should be less than or equal to 2, got 5"),
        ("sampling: {", "sampling: ]{", ":4", "the front matter is no YAML"),
        ("sampling:", "color: red\nsampling:", ":4", "color: Extra inputs are not permitted, got 'red'"),
        ("{% endfor %}", "{% endof %}", ":14", "Encountered unknown tag 'endof'."),
        ("{% block user %}", "{% block human %}", ":1", "no block 'user'"),
        ("# {{", "{% include 'x' %}# {{", ":1", "the prompt refers to another template"),
        ("{{ title }}", "{{ titel }}", ":11", "'titel' is undefined"),
        ("{{ title }}", "{{ title.long }}", ":11", "'str object' has no attribute 'long'"),
        ("{{ title }}", "{{ title + 1 }}", ":11", "can only concatenate str"),
        ("- {{ limit }}", "- {{ limt }}", ":13", "'limt' is undefined"),
    ],
)
def test_a_wrong_prompt_is_refused_with_file_and_line(
    tmp_path: Path, old: str, new: str, where: str, says: str
) -> None:
    assert old in GOOD
    with pytest.raises(ConfigError) as caught:
        library(tmp_path, GOOD.replace(old, new)).render("generator", title="A", limits=["n"])
    assert caught.value.message.startswith(f"{tmp_path / 'generator.md.j2'}{where}: ")
    assert says in caught.value.message
    assert caught.value.fix


def test_half_a_surrogate_pair_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="surrogates not allowed"):
        library(tmp_path, GOOD).render("generator", title="\ud83d", limits=[])


def test_a_missing_prompt_names_the_steps_that_exist(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        library(tmp_path, GOOD).render("solver")
    assert str(caught.value) == (
        f"no prompt for step 'solver': {tmp_path / 'solver.md.j2'} does not exist\n  fix: steps here: generator"
    )
