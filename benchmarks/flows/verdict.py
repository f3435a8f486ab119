"""What is there after the kills, against an undisturbed run of the same problems from the same recording."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.flows.author import Author
from benchmarks.flows.home import SOURCE
from scaler.errors import LLMError
from scaler.llm import Ledger
from scaler.llm.store import decode
from scaler.registry import Registry, check
from scaler.sandbox import open_sandbox
from scaler.synthesis import (
    BatchResult,
    Outcome,
    Selection,
    SynthesisConfig,
    make_plan,
    shared_workshop,
    synthesize_planned,
)

_TIME = re.compile(rb"^(\s*time: ).*$", re.MULTILINE)


@dataclass
class Verdict:
    """Rows for the table, and what was found wrong."""

    rows: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def require(self, holds: bool, otherwise: str) -> None:
        if not holds:
            self.wrong.append(otherwise)

    def row(self, what: str, found: object) -> None:
        self.rows.append(f"| {what} | {found} |")


def judge(home: Path, undisturbed: Path, quiet: BatchResult, config: SynthesisConfig, author: Author) -> Verdict:
    """Look at everything that the runs left in `home`, which `config` is seen from.

    `quiet` is what `run_again` gave; it left its registry in `undisturbed`.
    """
    verdict = Verdict()
    here = _seen_from(home, config)
    _outcomes(verdict, here.work, quiet, (home / SOURCE).read_bytes().count(b"\n"))
    _registry(verdict, here.registry, undisturbed / "registry", sum(outcome.passed for outcome in quiet.outcomes))
    _recording(verdict, here.llm.recording, author)
    _ledger(verdict, here, author)
    _leftovers(verdict, home)
    _logs(verdict, home / "station/logs")
    return verdict


def _seen_from(home: Path, config: SynthesisConfig) -> SynthesisConfig:
    llm = config.llm.model_copy(update={"recording": home / config.llm.recording})
    places = {"registry": home / config.registry, "work": home / config.work, "thresholds": home / "thresholds.yaml"}
    return config.model_copy(update={"llm": llm, **places})


def run_again(home: Path, folder: Path, config: SynthesisConfig) -> BatchResult:
    """The same problems in a fresh folder, from the recording, without Prefect and without a kill."""
    here = _seen_from(home, config)
    llm = here.llm.model_copy(update={"mode": "replay"})
    quiet = here.model_copy(update={"llm": llm, "registry": folder / "registry", "work": folder / "work"})
    with shared_workshop(quiet) as workshop:
        plan = make_plan(str(home / SOURCE), Selection(), quiet.work, workshop.thresholds)
        return BatchResult.of(synthesize_planned(batch, workshop) for batch in plan.batches)


def _outcomes(verdict: Verdict, work: Path, quiet: BatchResult, problems: int) -> None:
    found = {}
    for path in (work / "outcomes").glob("[!.]*.json"):
        outcome = Outcome.model_validate_json(path.read_bytes())
        found[outcome.problem] = (outcome.stage, outcome.reason, outcome.ref, outcome.calls, outcome.tokens)
    wanted = {o.problem: (o.stage, o.reason, o.ref, o.calls, o.tokens) for o in quiet.outcomes}
    different = sorted(name for name in wanted.keys() | found.keys() if wanted.get(name) != found.get(name))
    verdict.row(
        "problems with an outcome, that is the undisturbed run's", f"{len(found)}, {len(found) - len(different)}"
    )
    verdict.require(len(found) == len(wanted) == problems, f"{len(found)} outcomes of {problems} problems")
    verdict.require(not quiet.unfinished, f"the undisturbed run left {len(quiet.unfinished)} problems unfinished")
    verdict.require(not different, f"outcomes that differ from the undisturbed run's: {different[:3]}")


def _registry(verdict: Verdict, root: Path, quiet: Path, wanted: int) -> None:
    registry, undisturbed = Registry(root), Registry(quiet)
    names = registry.names()
    doubled = [name for name in names if len(registry.versions(name)) > 1]
    doubled += [name for name in names if len(registry.entry(name).reviews) > len(registry.versions(name))]
    missing = set(undisturbed.names()) - set(names)
    contents, quiet_contents = _contents(registry), _contents(undisturbed)
    same = sum(quiet_contents.get(ref) == digest for ref, digest in contents.items())
    with open_sandbox() as sandbox:
        report = check(registry, sandbox)
    verdict.row(
        "environments wanted, published, doubled, lost", f"{wanted}, {len(names)}, {len(doubled)}, {len(missing)}"
    )
    verdict.row("versions with the undisturbed run's bytes", f"{same} of {len(contents)}")
    verdict.row(
        "`scaler registry check`",
        f"{len(report.findings)} findings in {report.versions} versions, {report.levels} levels computed again",
    )
    verdict.require(len(names) == wanted, f"{len(names)} environments of {wanted}")
    verdict.require(not doubled, f"doubled: {doubled[:3]}")
    verdict.require(not missing, f"lost: {sorted(missing)[:3]}")
    verdict.require(same == len(contents) == len(quiet_contents), "the registry is not the undisturbed run's")
    verdict.require(not report.findings, f"the registry's check: {report.findings[:3]}")
    indexed = [row.ref for row in registry.rows()]
    verdict.require(indexed == sorted(contents), "the index does not list what the registry holds")


def _contents(registry: Registry) -> dict[str, str]:
    """Reference -> digest of the version's files without what no two runs have in common.

    That is when it was published, the CPU time of its gates, and what it was compared with: the registry as it was
    when the run began.
    """
    found = {}
    for ref in (f"{name}@{number}" for name in registry.names() for number in registry.versions(name)):
        digest = hashlib.sha256()
        for path, content in sorted(registry.files(ref).items()):
            digest.update(path.encode() + b"\0" + _lasting(path, content))
        found[ref] = digest.hexdigest()
    return found


def _lasting(path: str, content: bytes) -> bytes:
    match path:
        case "manifest.yaml":
            return _TIME.sub(rb"\1", content)
        case "evidence.json":
            gates = [
                {"gate": each["gate"], "passed": each["passed"]}
                if each["gate"] == "novelty"
                else {key: value for key, value in each.items() if key != "cpu_seconds"}
                for each in json.loads(content)
            ]
            return json.dumps(gates).encode()
    return content


def _recording(verdict: Verdict, recording: Path, author: Author) -> None:
    held: Counter[tuple[int, str]] = Counter()
    for path in recording.glob("*/[!.]*"):
        try:
            decode(path, path.read_bytes())
        except LLMError as error:
            verdict.wrong.append(str(error))
        held[int(path.parent.name.removeprefix("tale-")), path.name.split(".")[0].split("-", 1)[1]] += 1
    verdict.row("answers recorded, more than once", f"{len(held)}, {sum(count > 1 for count in held.values())}")
    verdict.require(set(held.values()) <= {1}, "an answer is recorded twice")
    verdict.require(held.keys() == set(author.asked), "what is recorded is not what was asked")


def _ledger(verdict: Verdict, config: SynthesisConfig, author: Author) -> None:
    spend = Ledger(config.llm, config.work / "ledger.jsonl").totals()
    allowed = spend.tokens + spend.unknown_tokens
    verdict.row(
        "tokens billed at most; the ledger's, and what it allows for calls without an answer",
        f"{author.tokens:,}; {spend.tokens:,} and {spend.unknown_tokens:,} in {spend.unknown} calls",
    )
    prompts = len(set(author.asked))
    verdict.require(
        author.tokens <= allowed, f"{author.tokens:,} tokens were billed, the ledger allows for {allowed:,}"
    )
    verdict.require(spend.calls == prompts, f"the ledger knows {spend.calls} answers to {prompts} prompts")
    verdict.require(
        len(author.asked) <= spend.calls + spend.unknown,
        f"asked {len(author.asked)} times, the ledger knows of {spend.calls + spend.unknown}",
    )


def _leftovers(verdict: Verdict, home: Path) -> None:
    """Files that a killed writer left: hidden ones only, which no reader takes for anything."""
    hidden = [
        path
        for part in ("work", "recording", "registry")
        for path in (home / part).rglob(".*")
        if path.name.startswith(".new-") or path.suffix == ".lock"
    ]
    in_registry = [path for path in hidden if path.is_relative_to(home / "registry") and path.name.startswith(".new-")]
    verdict.row("hidden files that killed writers left, in the registry", f"{len(hidden)}, {len(in_registry)}")
    plans = [path for path in (home / "work/plans").glob("[!.]*") if not (path / "plan.json").is_file()]
    verdict.require(not plans, f"plans that are none: {plans}")


def _logs(verdict: Verdict, logs: Path) -> None:
    locked = sum(path.read_text(errors="replace").count("Error) database is locked") for path in logs.glob("*.log"))
    verdict.row("`database is locked` in the logs", locked)
    verdict.row("logs, MB", f"{sum(path.stat().st_size for path in logs.glob('*.log')) / 1e6:.1f}")
