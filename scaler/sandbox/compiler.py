"""C++ to static binaries, compiled inside a jail and cached by content."""

from __future__ import annotations

import functools
import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from scaler.errors import SandboxFailure, SandboxUnavailable
from scaler.sandbox import policy
from scaler.sandbox.jail import Backend, launch, memory_file
from scaler.sandbox.runner import COMPILING

FLAGS = ("-std=c++17", "-O2", "-static", "-pipe", "-x", "c++", "-")
COMPILE_SECONDS = 300.0  # wall; its CPU seconds are limited inside
MAX_BINARY = 64 << 20
MESSAGE_SIZE = 2048
SAMPLE = "#include <iostream>\nint main() { std::cout << 1; }\n"


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
    """Compiles through `backend`, keeps binaries in `cache`. Its methods may be called from several threads."""

    def __init__(self, backend: Backend, cache: Path) -> None:
        self._backend, self._cache, self._proven = backend, cache, False

    def binary(self, code: str, number: int) -> Path:
        """The static executable of a C++17 source; `number` tells the jails of this process apart.

        Raises CompileError (the program's fault), SandboxFailure (the jail's) or SandboxUnavailable (no compiler).
        """
        if version() == "none":
            raise SandboxUnavailable("g++ is not installed", fix="sudo apt-get install -y g++")
        digest = hashlib.sha256("\0".join([version(), *FLAGS, code]).encode(errors="surrogatepass")).hexdigest()
        path = self._cache / digest[:2] / digest
        if not path.is_file():
            self._build(code, path, number)
        return path

    def _build(self, code: str, path: Path, number: int) -> None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".draft-")
        draft = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as file:
                message = self._compile(code, file.fileno(), number)
                size = os.fstat(file.fileno()).st_size
                os.fsync(file.fileno())
            if message is not None:
                self._prove(path, number)
                raise CompileError(message[:MESSAGE_SIZE])
            if not 0 < size <= MAX_BINARY:
                raise CompileError(f"the program would have {size} bytes; at most {MAX_BINARY} are allowed")
            draft.chmod(0o555)  # the jail is another user
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)

    def _prove(self, path: Path, number: int) -> None:
        """Before a program is blamed for the first time: does the compiler work at all?"""
        if self._proven:
            return
        with tempfile.TemporaryFile(dir=path.parent) as scrap:
            message = self._compile(SAMPLE, scrap.fileno(), number)
        if message is not None:
            raise SandboxUnavailable(
                f"g++ cannot build a static program: {message[:500]}", fix="sudo apt-get install -y g++ libc6-dev"
            )
        self._proven = True

    def _compile(self, code: str, output: int, number: int) -> str | None:
        """Compile into the open file `output`; the compiler's message if it fails."""
        source = code.encode(errors="surrogatepass")
        with memory_file(source) as stdin, memory_file(policy.building()) as rules, tempfile.TemporaryFile() as errors:
            process = launch(self._backend.compiler(number, rules, ["g++", *FLAGS]), stdin, output, errors, rules)
            try:
                code_of_exit = process.wait(COMPILE_SECONDS)
            except subprocess.TimeoutExpired as slow:
                raise SandboxFailure(f"the compiler has not ended after {COMPILE_SECONDS:.0f} s") from slow
            finally:
                process.kill()
                process.wait()
            errors.seek(0)
            said = errors.read(1 << 16)
        if not said.startswith(COMPILING):
            raise SandboxFailure(f"the compiler's jail could not be started: {said[-1000:].decode(errors='replace')}")
        if code_of_exit == 0:
            return None
        message = said.removeprefix(COMPILING).decode(errors="replace")
        return message or "the compiler was ended at its limits: 30 s of CPU, 2 GiB of memory, 64 MiB of output"
