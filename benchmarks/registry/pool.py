"""A pool of many environments, made of a few real ones under other names: as large as real ones, and all different."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path

from scaler.llm import LLMConfig
from scaler.problems import read_problems
from scaler.registry import Registry
from scaler.registry.files import digest_of
from scaler.resources import shipped
from scaler.synthesis import SynthesisConfig, open_workshop, synthesize_batch

PROBLEMS = ("coin-drawer", "island-count", "stair-costs", "tallest-gap", "twin-targets", "zipper")
STATES = ("approved", "candidate", "candidate", "rejected")


def originals(folder: Path) -> Registry:
    """A registry made of bundled problems by the real pipeline, two of them rejected."""
    llm = LLMConfig(mode="replay", model="recorded", recording=shipped("examples/recordings/bundled"))
    config = SynthesisConfig(llm=llm, registry=folder / "originals", work=folder / "work")
    problems = [p for p in read_problems(shipped("examples/problems")).problems if p.id in PROBLEMS]
    with open_workshop(config) as workshop:
        synthesize_batch(problems, workshop)
    return Registry(config.registry)


def copies(source: Registry, count: int) -> Iterator[tuple[str, dict[str, bytes], bytes]]:
    """Name, files and `entry.yaml` of each: evidence and state vary, digests hold."""
    rng = random.Random(0)
    kept = {name: (source.store.files(name, "1.0"), source.store.entry(name) or b"") for name in source.names()}
    digests = {name: source.digest(f"{name}@1.0").encode() for name in kept}
    for number in range(count):
        original = rng.choice(sorted(kept))
        name = f"{original}-{number}"
        files = dict(kept[original][0])
        files["manifest.yaml"] = _renamed(files["manifest.yaml"], original, name)
        evidence = json.loads(files["evidence.json"])
        for gate in evidence:
            if gate["gate"] == "agreement":
                gate["measured"]["disagreement_rate_bound_95"] = round(rng.uniform(0.01, 0.4), 4)
        files["evidence.json"] = json.dumps(evidence, indent=1).encode()
        entry = _renamed(kept[original][1], original, name)
        entry = entry.replace(digests[original], digest_of(files).encode())
        entry = entry.replace(b"state: candidate", f"state: {rng.choice(STATES)}".encode())
        yield name, files, entry


def write_tree(source: Registry, root: Path, count: int) -> Registry:
    """The copies as a tree, written plainly: nobody reads it before it is whole."""
    for name, files, entry in copies(source, count):
        for path, content in files.items():
            target = root / name / "1.0" / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        (root / name / "entry.yaml").write_bytes(entry)
    return Registry(root)


def write_pack(source: Registry, path: Path, count: int) -> Registry:
    """The copies as a pack, written as `scaler registry pack` writes: some hundred at a time."""
    pack = Registry(path)
    waiting = copies(source, count)
    for start in range(0, count, 200):
        with pack.writing():
            for _ in range(min(200, count - start)):
                name, files, entry = next(waiting)
                pack.store.add(name, "1.0", files)
                pack.store.put_entry(name, entry)
    return pack


def _renamed(content: bytes, old: str, new: str) -> bytes:
    return content.replace(f"name: {old}\n".encode(), f"name: {new}\n".encode(), 1)
