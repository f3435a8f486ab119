"""The system calls that untrusted code may make, as seccomp filters.

`confined()` is an allow list for the code itself: compute, read what is mounted, write to the files it was given,
start threads; nothing else. `building()` is a refuse list for the compiler, which must fork, execute and write.
"""

from __future__ import annotations

import errno
import fcntl
import functools
import os
import resource
import tempfile
from typing import TYPE_CHECKING

from scaler.errors import SandboxUnavailable
from scaler.sandbox.inside.protocol import EXEC_FD

if TYPE_CHECKING:
    from pyseccomp import SyscallFilter

CLONE_THREAD = 0x10000
CLONE_NAMESPACES = 0x7E020080
AT_EMPTY_PATH = 0x1000
PR_SET_NAME = 15

# In this order: files that are there already and one's own streams; memory; threads and signals of one's own; time;
# who and where am I.
ALLOWED = """
    read readv pread64 preadv write writev close close_range fstat stat lstat newfstatat statx lseek dup dup2 dup3
    poll ppoll select pselect6 getdents64 readlink readlinkat access faccessat faccessat2 getcwd fadvise64 umask
    brk mmap munmap mremap mprotect madvise membarrier
    exit exit_group futex set_robust_list set_tid_address rseq sched_yield sched_getaffinity getcpu arch_prctl
    rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigtimedwait sigaltstack pause restart_syscall
    clock_gettime clock_getres clock_nanosleep nanosleep gettimeofday time times alarm setitimer getitimer
    getpid getppid gettid getuid geteuid getgid getegid getgroups getpgrp getpgid getsid uname sysinfo getrusage
    getrlimit getrandom
"""

FCNTL_COMMANDS = (fcntl.F_DUPFD, fcntl.F_DUPFD_CLOEXEC, fcntl.F_GETFD, fcntl.F_SETFD, fcntl.F_GETFL, fcntl.F_SETFL)
IOCTL_REQUESTS = (0x5401, 0x5413, 0x541B, 0x5450, 0x5451)  # TCGETS TIOCGWINSZ FIONREAD FIONCLEX FIOCLEX

# No honest solution, generator or verifier makes these: the attempt ends the program and shows as `violation`.
FATAL = """
    socket connect bind ptrace process_vm_readv process_vm_writev kcmp pidfd_open pidfd_getfd pidfd_send_signal mount
    umount2 pivot_root chroot unshare setns bpf perf_event_open userfaultfd io_uring_setup keyctl add_key request_key
    init_module finit_module delete_module kexec_load open_by_handle_at fsopen move_mount open_tree reboot swapon
"""

REFUSED_TO_COMPILER = FATAL + "socketpair personality acct quotactl settimeofday syslog"


def _library() -> None:
    try:
        import pyseccomp  # noqa: F401
    except ImportError as error:
        raise SandboxUnavailable("the Python package pyseccomp is missing", fix="pip install pyseccomp") from error
    except RuntimeError as error:
        raise SandboxUnavailable(
            "libseccomp.so.2 is missing", fix="sudo apt-get install -y libseccomp2 libc-bin"
        ) from error


def _known(names: str) -> list[str]:
    """The calls that the installed libseccomp knows; leaving out the others is safe, the default refuses them."""
    import pyseccomp

    arch = pyseccomp.system_arch()
    found = []
    for name in names.split():
        try:
            pyseccomp.resolve_syscall(arch, name)
            found.append(name)
        except (OSError, ValueError):
            continue
    return found


def _export(program: SyscallFilter) -> bytes:
    with tempfile.TemporaryFile() as file:
        program.export_bpf(file)
        return os.pread(file.fileno(), os.fstat(file.fileno()).st_size, 0)


@functools.cache
def confined() -> bytes:
    """cBPF of the allow list, 8 bytes an instruction, for the machine's own architecture; all others are killed.

    Raises SandboxUnavailable where pyseccomp or libseccomp is missing.
    """
    _library()
    import pyseccomp as sc

    program = sc.SyscallFilter(sc.ERRNO(errno.EPERM))
    for name in _known(ALLOWED):
        program.add_rule(sc.ALLOW, name)
    for name in _known(FATAL):
        program.add_rule(sc.KILL_PROCESS, name)
    program.add_rule(sc.ERRNO(errno.ENOSYS), "clone3")  # its flags cannot be seen; libc falls back to clone
    program.add_rule(sc.ALLOW, "clone", sc.Arg(0, sc.MASKED_EQ, CLONE_THREAD | CLONE_NAMESPACES, CLONE_THREAD))
    writing = os.O_ACCMODE | os.O_CREAT | os.O_TRUNC | (os.O_TMPFILE & ~os.O_DIRECTORY)
    program.add_rule(sc.ALLOW, "open", sc.Arg(1, sc.MASKED_EQ, writing, os.O_RDONLY))
    program.add_rule(sc.ALLOW, "openat", sc.Arg(2, sc.MASKED_EQ, writing, os.O_RDONLY))
    for command in FCNTL_COMMANDS:
        program.add_rule(sc.ALLOW, "fcntl", sc.Arg(1, sc.EQ, command))
    for request in IOCTL_REQUESTS:
        program.add_rule(sc.ALLOW, "ioctl", sc.Arg(1, sc.EQ, request))
    program.add_rule(sc.ALLOW, "prctl", sc.Arg(0, sc.EQ, PR_SET_NAME))
    # Its own limits, but not the one on CPU time: the kernel's kill at that would look like a fault of the machine's.
    program.add_rule(sc.ALLOW, "setrlimit", sc.Arg(0, sc.NE, resource.RLIMIT_CPU))
    program.add_rule(sc.ALLOW, "prlimit64", sc.Arg(0, sc.EQ, 0), sc.Arg(1, sc.NE, resource.RLIMIT_CPU))
    program.add_rule(sc.ALLOW, "prlimit64", sc.Arg(0, sc.EQ, 0), sc.Arg(2, sc.EQ, 0))
    program.add_rule(sc.ALLOW, "execveat", sc.Arg(0, sc.EQ, EXEC_FD), sc.Arg(4, sc.EQ, AT_EMPTY_PATH))
    return _export(program)


@functools.cache
def building() -> bytes:
    """cBPF of the refuse list under which the compiler runs."""
    _library()
    import pyseccomp as sc

    program = sc.SyscallFilter(sc.ALLOW)
    for name in _known(REFUSED_TO_COMPILER):
        program.add_rule(sc.ERRNO(errno.EPERM), name)
    return _export(program)
