"""Flow: a model's profile on held-out seeds of a locked set."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from prefect import flow

from flows.limits import admit_llm_call
from scaler.evaluation import (
    AdaptivePlan,
    Header,
    Journal,
    Plan,
    Profile,
    SamplerConfig,
    Subject,
    make_profile,
    open_sampler,
    profile_cells,
    read_profile,
    run_rounds,
    write_cells,
    write_profile,
    write_profile_figure,
)
from scaler.progress import headline, say
from scaler.registry import Registry, load_locked, read_lock
from scaler.sandbox import open_sandbox


@flow(name="evaluate", flow_run_name="evaluate on {lock}")
def evaluate_model(
    subject: Subject,
    registry: Path,
    lock: Path,
    out: Path,
    plan: Plan | None = None,
    sampling: SamplerConfig | None = None,
    trained_on: Sequence[Path] = (),
    compare: Sequence[Path] = (),
) -> Profile:
    """Measure the subject's profile and write it to `out`, with its picture.

    Args:
        subject: The model: a folder or a name on the hub, or an endpoint.
        registry: The registry that the lock file names versions of.
        lock: The lock file: which environments the model is measured on.
        out: Where profile, picture and rollouts go; an evaluation with the same folder resumes.
        plan: How many samples; by default as many as a given precision needs.
        sampling: How the model is sampled.
        trained_on: Lock files that the model was trained with: seen and unseen environments are reported apart.
        compare: Profiles of other models, drawn beside this one.
    """
    plan, sampling = plan or AdaptivePlan(), sampling or SamplerConfig()
    others = [read_profile(path) for path in compare]
    locked = read_lock(lock)
    trained = {each.ref.partition("@")[0] for path in trained_on for each in read_lock(path).environments}
    headline(f"Evaluation of {subject.name}: {len(locked.environments)} environments of {lock}, into {out}")
    with open_sandbox() as sandbox:
        environments = load_locked(Registry(registry), locked, sandbox)
        header = Header(
            model=subject.name,
            identity=subject.identity(),
            environments={each.ref: each.sha256 for each in locked.environments},
            sampling=sampling,
            plan=plan,
        )
        journal = Journal(out / "rollouts.jsonl", header)
        tallies = run_rounds(lambda: open_sampler(subject, sampling, out, admit_llm_call), environments, plan, journal)
    profile = make_profile(
        environments,
        tallies,
        model=subject.name,
        lock=locked.name,
        lock_digest=locked.digest,
        sampling=sampling,
        plan=plan,
        trained=trained if trained_on else None,
    )
    write_profile(out / "profile.json", profile)
    write_cells(out / "pass-rates.json", profile_cells(profile))
    write_profile_figure(out / "profile.svg", [profile, *others])
    _tell(profile, out)
    return profile


def _tell(profile: Profile, out: Path) -> None:
    for name, group in profile.groups.items():
        rate, what = group.rate, "" if name == "all" else f" {name} in training"
        unscored = f", {group.unscored} of them unscored" if group.unscored else ""
        say(
            f"  {group.environments} environments{what}: pass rate {rate.value:.3f} "
            f"({rate.low:.3f} to {rate.high:.3f}), {group.rollouts} rollouts{unscored}"
        )
    say(f"  profile: {out / 'profile.json'}, {out / 'profile.svg'}; counts: {out / 'pass-rates.json'}")
