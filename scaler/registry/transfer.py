"""From one registry into another, versions and reviews as they are: into a pack, or out of one."""

from __future__ import annotations

from collections.abc import Callable, Collection

from scaler.errors import RegistryError
from scaler.registry.files import digest_of
from scaler.registry.manifest import version_key
from scaler.registry.review import Entry, Review, entry_content
from scaler.registry.store import Registry

AT_A_TIME = 200  # environments; a pack syncs the disk once for all of them


def transfer(
    source: Registry,
    target: Registry,
    refs: Collection[str],
    progress: Callable[[str], None] = lambda line: None,
) -> int:
    """Copy versions (`name@version`) with their reviews; how many were new. `progress` hears a line an environment.

    What the target has already stays, so that the same command goes on where it was killed. Raises RegistryError when
    the target has another content under the same version, or other reviews of it.
    """
    wanted: dict[str, list[str]] = {}
    for ref in sorted(refs):
        name, _, version = ref.partition("@")
        wanted.setdefault(name, []).append(version)
    new, names = 0, list(wanted)
    for start in range(0, len(names), AT_A_TIME):
        with target.writing():
            for name in names[start : start + AT_A_TIME]:
                added = sum(_copy(source, target, name, version) for version in sorted(wanted[name], key=version_key))
                _merge(source, target, name, wanted[name])
                new += added
                progress(f"{name:<28} {added} of {len(wanted[name])} versions were new")
    return new


def _copy(source: Registry, target: Registry, name: str, version: str) -> bool:
    files = source.store.files(name, version)
    if version not in target.store.versions(name):
        target.store.add(name, version, files)
        return True
    if digest_of(target.store.files(name, version)) != digest_of(files):
        raise RegistryError(
            f"{name}@{version} in {target.root} is not the one in {source.root}", fix="write to another target"
        )
    return False


def _merge(source: Registry, target: Registry, name: str, versions: Collection[str]) -> None:
    """Add the reviews that the target does not have, in the source's order."""
    theirs = source.entry(name)
    content = target.store.entry(name)
    ours = target.entry(name) if content is not None else Entry(name=name, title=theirs.title, tags=theirs.tags)
    added: list[Review] = []
    for version in versions:
        had, all_ = (tuple(r for r in entry.reviews if r.version == version) for entry in (ours, theirs))
        if any(mine != other for mine, other in zip(had, all_, strict=False)):
            raise RegistryError(
                f"{name}@{version} was reviewed otherwise in {target.root}", fix="write to another target"
            )
        added += all_[len(had) :]
    reviews = (*ours.reviews, *sorted(added, key=theirs.reviews.index))
    merged = ours.model_copy(update={"reviews": reviews})
    if content is None or merged != ours:
        target.store.put_entry(name, entry_content(merged))
