"""Confinement of the process before it reads any untrusted byte.

Three independent barriers: resource limits on memory, time, file size and number of files; no free
file descriptor, so neither a file nor a connection can be opened; and, on Linux, a seccomp filter
that permits only the few system calls that computing needs. Where the kernel has no such filter the
first two apply.
"""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import struct
import sys

from sanitizer import MAX_CLEAN_BYTES

MEMORY_BYTES = 512 * 1024 * 1024
CPU_SECONDS = 8
OPEN_FILES = 3
NICENESS = 10
"""Pages are answered first."""

LIMITS = {
    resource.RLIMIT_AS: MEMORY_BYTES,
    resource.RLIMIT_CPU: CPU_SECONDS,
    resource.RLIMIT_FSIZE: MAX_CLEAN_BYTES,
    resource.RLIMIT_CORE: 0,
    resource.RLIMIT_NPROC: 0,
    resource.RLIMIT_NOFILE: OPEN_FILES,
}

COMPUTING: dict[str, tuple[int, tuple[int, ...]]] = {
    "x86_64": (
        0xC000003E,
        # read write close fstat lseek mmap mprotect munmap brk rt_sigaction rt_sigprocmask
        # rt_sigreturn pread64 readv writev sched_yield mremap madvise getpid exit fcntl getcwd
        # gettimeofday getrusage sigaltstack gettid futex sched_getaffinity restart_syscall
        # clock_gettime exit_group newfstatat getrandom rseq
        (0, 1, 3, 5, 8, 9, 10, 11, 12, 13, 14, 15, 17, 19, 20, 24, 25, 28, 39, 60, 72, 79, 96, 98,
         131, 186, 202, 204, 219, 228, 231, 262, 318, 334),
    ),
    "aarch64": (
        0xC00000B7,
        (63, 64, 57, 80, 62, 222, 226, 215, 214, 134, 135, 139, 67, 65, 66, 124, 216, 233, 172, 93,
         25, 17, 169, 165, 132, 178, 98, 123, 128, 113, 94, 79, 278, 293),
    ),
}  # fmt: skip
"""Permitted system calls by machine; all others fail."""
THREADS = {"x86_64": (56, 273), "aarch64": (220, 99)}
"""``clone`` and ``set_robust_list``, for decoders that insist on threads of their own."""
CLONE3 = 435

_NO_NEW_PRIVILEGES, _SET_FILTER, _FILTER = 38, 22, 2
_LOAD, _IF_EQUAL, _IF_SET, _ANSWER = 0x20, 0x15, 0x45, 0x06
_MACHINE, _CALL, _FIRST_ARGUMENT = 4, 0, 16
_A_THREAD = 0x00010000
_ALLOW, _NOT_PERMITTED, _NO_SUCH_CALL = 0x7FFF0000, 0x00050001, 0x00050026


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_char_p)]


def bind_hands(*, cpu_seconds: int = CPU_SECONDS, threads: bool = False) -> None:
    """Apply all limits: from here on the process only computes, reads input and writes output.

    ``threads`` permits threads, still no other process: that is the filter's doing, because
    ``RLIMIT_NPROC`` counts both.
    """
    os.nice(NICENESS)
    limits = {**LIMITS, resource.RLIMIT_CPU: cpu_seconds}
    if threads and has_filter():
        del limits[resource.RLIMIT_NPROC]
    for limit, value in limits.items():
        try:
            resource.setrlimit(limit, (value, value))
        except (ValueError, OSError):
            if sys.platform == "linux":
                raise  # other systems do not support every limit
    leave_only_computing(threads=threads)


def has_filter() -> bool:
    """Whether this machine is one whose system calls we know."""
    return sys.platform == "linux" and platform.machine() in COMPUTING


def leave_only_computing(*, threads: bool = False) -> bool:
    """Install the seccomp filter; returns whether it is active."""
    if not has_filter():
        return False
    rules = _rules(platform.machine(), threads=threads)
    program = _Program(len(rules) // 8, rules)
    control = ctypes.CDLL(None).prctl
    control.argtypes = (
        ctypes.c_int,
        ctypes.c_ulong,
        ctypes.c_void_p,
        ctypes.c_ulong,
        ctypes.c_ulong,
    )
    control(_NO_NEW_PRIVILEGES, 1, None, 0, 0)
    return bool(control(_SET_FILTER, _FILTER, ctypes.addressof(program), 0, 0) == 0)


def _rules(machine: str, *, threads: bool) -> bytes:
    """The BPF program: this architecture only, these calls only."""
    kind, calls = COMPUTING[machine]
    clone, robust_list = THREADS[machine]
    calls += (robust_list,) if threads else ()
    more = 4 if threads else 0
    refuse = 3 + len(calls) + more
    steps = [(_LOAD, 0, 0, _MACHINE), (_IF_EQUAL, 0, refuse - 2, kind), (_LOAD, 0, 0, _CALL)]
    steps += [(_IF_EQUAL, refuse - 3 - at, 0, call) for at, call in enumerate(calls)]
    if threads:
        steps += [  # without clone3 the C library falls back to clone, whose flags can be seen
            (_IF_EQUAL, 5, 0, CLONE3),
            (_IF_EQUAL, 0, 2, clone),
            (_LOAD, 0, 0, _FIRST_ARGUMENT),
            (_IF_SET, 1, 0, _A_THREAD),
        ]
    steps += [(_ANSWER, 0, 0, answer) for answer in (_NOT_PERMITTED, _ALLOW, _NO_SUCH_CALL)]
    return b"".join(struct.pack("HBBI", *step) for step in steps)
