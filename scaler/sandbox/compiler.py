"""C++ to static binaries, compiled inside a jail and cached by content."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from scaler.errors import SandboxFailure, SandboxUnavailable
from scaler.sandbox import policy
from scaler.sandbox.inside.protocol import COMPILE_CPU, COMPILE_FILE, COMPILE_MEMORY, COMPILING
from scaler.sandbox.jail import Backend, launch, memory_file

FLAGS = ("-std=c++17", "-O2", "-static", "-pipe", "-x", "c++", "-")
COMPILE_SECONDS = 300.0  # wall; its CPU seconds are limited inside
MAX_BINARY = 64 << 20
MESSAGE_SIZE = 2048
ABANDONED_SECONDS = 3600.0  # older drafts and folders of builds are those of killed processes
SAMPLE = "#include <iostream>\nint main() { std::cout << 1; }\n"
LAUNCHER = Path(__file__).with_name("inside") / "launcher.cpp"
SEAL = hashlib.sha256().digest_size


class CompileError(Exception):
    """The compiler refuses the program; the text is its message, cut to 2 kB."""


@functools.cache
def version() -> str:
    """`g++ 12.2.0 x86_64-linux-gnu`, or "none"."""
    if shutil.which("g++", path="/usr/bin") is None:
        return "none"
    command = ["/usr/bin/g++", "-dumpfullversion", "-dumpmachine"]
    words = subprocess.run(command, capture_output=True, text=True, check=True, env={}).stdout.split()
    return " ".join(["g++", *words])


class Compiler:
    """Compiles through `backend`, keeps binaries in `cache`. Its methods may be called from several threads.

    A cached file is the executable and, behind it, its sha256: a damaged one is built again.
    """

    def __init__(self, backend: Backend, cache: Path) -> None:
        self._backend, self._cache, self._proven = backend, cache, False
        self._sound: dict[Path, tuple[int, int]] = {}
        _sweep(cache.glob("*/.draft-*"))
        _sweep(Path(tempfile.gettempdir()).glob("scaler-build-*"))

    def binary(self, code: str, number: int) -> Path:
        """The static executable of a C++17 source; `number` tells the jails of this process apart.

        Raises CompileError (the program's fault), SandboxFailure (the jail's) or SandboxUnavailable (no compiler).
        """
        if version() == "none":
            raise SandboxUnavailable("g++ is not installed", fix="sudo apt-get install -y g++")
        path = self._path(code)
        if not self._is_sound(path):
            self._build(code, path, number)
        return path

    def launcher(self, number: int) -> Path:
        """The program that confines and executes binaries: ours, built as theirs are.

        Raises SandboxFailure or SandboxUnavailable.
        """
        try:
            return self.binary(LAUNCHER.read_text(), number)
        except CompileError as error:
            raise SandboxUnavailable(
                f"g++ cannot build the launcher of programs: {error}",
                fix="sudo apt-get install -y g++ libc6-dev linux-libc-dev",
            ) from error

    def _path(self, code: str) -> Path:
        digest = hashlib.sha256("\0".join([version(), *FLAGS, code]).encode(errors="surrogatepass")).hexdigest()
        return self._cache / digest[:2] / digest

    def _is_sound(self, path: Path) -> bool:
        """Whether the file is there and whole; read once, and again when it has changed."""
        try:
            status = path.stat()
            stamp = (status.st_size, status.st_mtime_ns)
            if self._sound.get(path) == stamp:
                return True
            content = path.read_bytes()
        except FileNotFoundError:
            return False
        if hashlib.sha256(content[:-SEAL]).digest() != content[-SEAL:]:
            return False
        self._sound[path] = stamp
        return True

    def _build(self, code: str, path: Path, number: int) -> None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".draft-")
        draft = Path(name)
        try:
            with os.fdopen(descriptor, "r+b") as file:
                message = self._compile(code, file, number)
                size = os.fstat(file.fileno()).st_size
                if message is not None:
                    self._prove(path, number)
                    raise CompileError(message[:MESSAGE_SIZE])
                if not 0 < size <= MAX_BINARY:
                    raise CompileError(f"the program would have {size} bytes; at most {MAX_BINARY} are allowed")
                file.seek(0)
                file.write(hashlib.sha256(file.read()).digest())
                file.flush()
                os.fsync(file.fileno())
            draft.chmod(0o555)  # the jail is another user
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)

    def _prove(self, path: Path, number: int) -> None:
        """Before a program is blamed for the first time: does the compiler work at all?"""
        if self._proven:
            return
        with tempfile.TemporaryFile(dir=path.parent) as scrap:
            message = self._compile(SAMPLE, scrap, number)
        if message is not None:
            raise SandboxUnavailable(
                f"g++ cannot build a static program: {message[:500]}", fix="sudo apt-get install -y g++ libc6-dev"
            )
        self._proven = True

    def _compile(self, code: str, output: IO[bytes], number: int) -> str | None:
        """Compile into the open file `output`; the compiler's message if it fails.

        The jail ends, with all that runs in it, when this process lets go of its end of `lifeline`.
        """
        source = code.encode(errors="surrogatepass")
        lifeline, inside = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with (
            memory_file(source) as stdin,
            memory_file(policy.building()) as rules,
            tempfile.TemporaryFile() as errors,
            _folder() as folder,
        ):
            with lifeline:
                with inside:
                    command = self._backend.building(number, inside.fileno(), ["g++", *FLAGS], folder)
                    process = launch(command, stdin, output.fileno(), errors, [inside.fileno()])
                try:
                    socket.send_fds(lifeline, [b"filter"], [rules])
                    code_of_exit = process.wait(COMPILE_SECONDS)
                except subprocess.TimeoutExpired as slow:
                    raise SandboxFailure(f"the compiler has not ended after {COMPILE_SECONDS:.0f} s") from slow
                except BrokenPipeError:
                    code_of_exit = 1
                finally:
                    lifeline.close()
                    process.kill()
                    process.wait()
            errors.seek(0)
            said = errors.read(1 << 16)
        if not said.startswith(COMPILING):
            raise SandboxFailure(f"the compiler's jail could not be started: {said[-1000:].decode(errors='replace')}")
        if code_of_exit == 0:
            return None
        message = said.removeprefix(COMPILING).decode(errors="replace")
        return message or (
            f"the compiler was ended at its limits: {COMPILE_CPU} s of CPU, {COMPILE_MEMORY >> 30} GiB of memory, "
            f"{COMPILE_FILE >> 20} MiB of output"
        )


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    """A folder of its own for one build, which the jail's user may write."""
    with tempfile.TemporaryDirectory(prefix="scaler-build-", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o777)
        yield Path(name)


def _sweep(paths: Iterator[Path]) -> None:
    """Remove what processes that were killed have left behind."""
    for path in paths:
        with contextlib.suppress(OSError):  # somebody else's, or swept by another process at this moment
            if time.time() - path.stat().st_mtime > ABANDONED_SECONDS:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
