from __future__ import annotations

import io
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from scaler.errors import EntryBroken, LockError, RegistryError, ReviewRefused
from scaler.registry import Query, Registry, check, read_lock, transfer, write_lock
from tests.registry.build import version


def refs(registry: Registry) -> list[str]:
    return [row.ref for row in registry.rows()]


def pool(root: Path) -> Registry:
    registry = Registry(root)
    for name in ("alpha", "beta"):
        for inputs, golden in (("a", "g1"), ("b", "g2")):
            registry.publish(version(inputs, golden, name=name), "r")
    registry.review("alpha@1.0", "approved", "ann", "read it")
    return registry


def test_a_pack_and_back_is_the_same_registry(tmp_path: Path) -> None:
    tree, pack, again = pool(tmp_path / "tree"), Registry(tmp_path / "p.pack"), Registry(tmp_path / "again")
    assert transfer(tree, pack, refs(tree)) == 4
    assert transfer(pack, again, refs(pack)) == 4
    assert pack.rows() == tree.rows() == again.rows()
    for ref in refs(tree):
        assert tree.digest(ref) == pack.digest(ref) == again.digest(ref)
        assert tree.version(ref) == pack.version(ref)
    assert (tmp_path / "tree/alpha/entry.yaml").read_bytes() == (tmp_path / "again/alpha/entry.yaml").read_bytes()
    assert check(pack, None).findings == ()


def test_what_a_pack_has_stays_and_new_reviews_come_along(tmp_path: Path) -> None:
    tree, pack = pool(tmp_path / "tree"), Registry(tmp_path / "p.pack")
    transfer(tree, pack, ["alpha@1.0"])
    tree.review("alpha@1.0", "yanked", "bob", "wrong")
    assert transfer(tree, pack, refs(tree)) == 3
    assert [review.state for review in pack.entry("alpha").reviews if review.version == "1.0"] == [
        "candidate",
        "approved",
        "yanked",
    ]
    pack.review("beta@1.0", "approved", "cy", "here")
    tree.review("beta@1.0", "rejected", "cy", "there")
    with pytest.raises(RegistryError, match=r"^beta@1\.0 was reviewed otherwise in "):
        transfer(tree, pack, refs(tree))


def test_another_content_under_the_same_number_is_refused(tmp_path: Path) -> None:
    one, other = Registry(tmp_path / "one"), Registry(tmp_path / "p.pack")
    one.publish(version("a"), "r")
    other.publish(version("b"), "r")
    with pytest.raises(RegistryError, match=r"^sum@1\.0 in .*p\.pack is not the one in .*one"):
        transfer(one, other, ["sum@1.0"])


def test_a_pack_is_published_to_reviewed_and_locked(tmp_path: Path) -> None:
    pack = Registry(tmp_path / "p.pack")
    assert (pack.rows(), pack.names()) == ([], [])
    assert not (tmp_path / "p.pack").exists()
    assert [pack.publish(version(inputs), "r") for inputs in "aab"] == ["sum@1.0", "sum@1.0", "sum@1.1"]
    with pytest.raises(ReviewRefused):
        pack.review("sum", "approved", "some-model", "mine")
    with pytest.raises(LockError):
        write_lock(pack, "demo")
    pack.review("sum", "approved", "ann", "ok")
    path = write_lock(pack, "demo")
    assert path == tmp_path / "p.sets/demo.lock"
    assert [locked.ref for locked in read_lock(path).environments] == ["sum@1.1"]


def test_a_failed_write_leaves_nothing(tmp_path: Path) -> None:
    pack = Registry(tmp_path / "p.pack")
    pack.publish(version("a"), "r")

    def add_two() -> None:
        with pack.writing():
            for name in ("other", "sum"):  # the second is there already
                pack.store.add(name, "1.0", {"manifest.yaml": b""})

    with pytest.raises(sqlite3.IntegrityError):
        add_two()
    assert pack.names() == ["sum"]
    assert pack.overview(Query()).broken == ()


def test_a_file_that_is_no_pack_is_named(tmp_path: Path) -> None:
    path = tmp_path / "p.pack"
    path.write_bytes(b"something else" * 100)
    with pytest.raises(RegistryError, match=r"p\.pack is no pack: file is not a database"):
        Registry(path).names()
    path.unlink()
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE mine (x)")
    with pytest.raises(RegistryError, match=r"p\.pack is no pack of this version of SCALER"):
        Registry(path).publish(version(), "r")


def test_a_bomb_in_a_pack_is_not_unpacked(tmp_path: Path) -> None:
    pack = Registry(tmp_path / "p.pack")
    pack.publish(version(), "r")
    for content, message in [(_bomb(), "more than 64 MB"), (b"no zip", "cannot be read")]:
        with closing(sqlite3.connect(tmp_path / "p.pack")) as database, database:
            database.execute("UPDATE versions SET files = ?", (content,))
        with pytest.raises(EntryBroken, match=message):
            pack.version("sum")


def _bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(3):
            archive.writestr(f"{number}", bytes(30 << 20))
    return buffer.getvalue()


@pytest.mark.parametrize("path", ["../../evil", "/tmp/evil", "a/../../evil", ".hidden", "a\\b", "a//b"])
def test_a_pack_from_elsewhere_writes_nowhere_else(tmp_path: Path, path: str) -> None:
    pack = Registry(tmp_path / "p.pack")
    ref = pack.publish(version(), "r")
    files = {**pack.files(ref), path: b"evil"}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    with closing(sqlite3.connect(tmp_path / "p.pack")) as database, database:
        database.execute("UPDATE versions SET files = ?", (buffer.getvalue(),))
    with pytest.raises(EntryBroken, match="is no path of a version"):
        transfer(pack, Registry(tmp_path / "tree"), [ref])
    assert not list((tmp_path / "tree").glob("*/1.0"))
    with pytest.raises(EntryBroken, match="is no path of a version"):
        Registry(tmp_path / "tree").store.add("sum", "1.0", files)


def test_a_name_from_elsewhere_leads_nowhere_else(tmp_path: Path) -> None:
    tree = Registry(tmp_path / "tree")
    for name, number in [("../evil", "1.0"), ("a", "../1.0"), ("a", "1"), (".local", "1.0")]:
        with pytest.raises(EntryBroken, match="is no reference"):
            tree.store.add(name, number, {})
    with pytest.raises(EntryBroken, match="is no reference"):
        tree.store.put_entry("../evil", b"")


def test_an_index_that_lies_is_found(tmp_path: Path) -> None:
    pack = pool(tmp_path / "p.pack")
    with closing(sqlite3.connect(tmp_path / "p.pack")) as database, database:
        database.execute("UPDATE rows SET state = 'approved'")
    assert [finding.problem for finding in check(pack, None).findings] == ["its index is not that of its versions"]
    with pytest.raises(LockError, match="is candidate; only approved environments train"):
        write_lock(pack, "demo")
