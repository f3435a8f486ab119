"""An entry whose every text attacks the page that shows it."""

from __future__ import annotations

from scaler.environment import AnswerSpec, EnvironmentSpec, Programs, Reference, ScaleParameter
from scaler.registry import Manifest, Origin, ReferenceInfo, Version, scale_key

OWN = "document.title='owned'"
ATTACK = (
    f'"\'><script>{OWN}</script><img src=x onerror="{OWN}"><svg onload="{OWN}"></svg></textarea></pre></title>'
    f'<a href="javascript:{OWN}">click</a><div hx-get="/" hx-trigger="load" hx-on::load="{OWN}">x</div>{{{{ 7*7 }}}}'
)
HIDDEN = "\u202egnp.exe\u2066\x1b[31m"

_GENERATOR = f"""
def generate(scale, rng):
    return {{"a": [{ATTACK!r} + {HIDDEN!r} + str(rng.randint(0, 99)) for _ in range(scale["n"])]}}


def to_stdin(data):
    return data["a"][0] + "\\n"
# {ATTACK} {HIDDEN}
"""


def hostile_version() -> Version:
    """A version that the gates would not let pass, with evidence that says they did."""
    question = "{{ a | join(' ') }}" + ATTACK.split("{{")[0]
    code = f"print(input())\n# {ATTACK}"
    reference = Reference(name="echo", language="python", code=code, author=ATTACK, licence=ATTACK)
    spec = EnvironmentSpec(
        title=f"hostile {ATTACK} {HIDDEN}",
        answer=AnswerSpec(kind="string", instruction=ATTACK),
        scale={"n": ScaleParameter(min=1, max=9, measure="len(a)", meaning=ATTACK)},
        fields={"a": ATTACK, ATTACK: ATTACK},
        levels=({"n": 1}, {"n": 2}),
    )
    measured = {
        ATTACK: {ATTACK: [ATTACK, {ATTACK: ATTACK}]},
        "levels": [
            {"level": level, "best_guess": ATTACK, "best_guess_share": level / 4, "floor": 0.3, "answers": {ATTACK: 3}}
            for level in (1, 2)
        ],
        "rows": [{ATTACK: ATTACK, "x": None}, 5],
        "replay": [{"level": 0, "scale": {ATTACK: 3}, "seed": 1}, {"scale": {"n": 1}, "seed": 2}, ATTACK],
    }
    manifest = Manifest(
        name="hostile",
        version="0.0",
        inputs="h",
        spec=spec,
        origin=Origin(problem=ATTACK, source=ATTACK, licence=ATTACK, attribution=ATTACK, statement_sha256=ATTACK),
        references=(ReferenceInfo(name="echo", language="python", author=ATTACK, licence=ATTACK),),
        oracles=("echo",),
        passed=True,
        golden={scale_key(scale): "0" for scale in spec.levels},
        provenance={"generated_by": ATTACK, "time": "2026-01-01T00:00:00+00:00", ATTACK: {ATTACK: [ATTACK]}},
    )
    evidence = {"gate": ATTACK, "passed": True, "reason": ATTACK, "advice": ATTACK, "measured": measured}
    programs = Programs(generator=_GENERATOR, question=question, solver=ATTACK, references=(reference,))
    return Version(manifest=manifest, programs=programs, evidence=(evidence,))
