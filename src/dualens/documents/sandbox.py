"""What a worker takes away from itself before it touches a stranger's file.

Memory, time, written files and the network: each by the operating system, so that it holds for
the C++ library as well. What the system does not permit is left out without a word: the parent's
clock and the separate process hold anyway.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
import socket
from pathlib import Path
from typing import NoReturn

_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000


def close_network() -> None:
    """Leaves every network, by a namespace of its own where permitted, and in Python anyway."""
    with contextlib.suppress(OSError, AttributeError):
        library = ctypes.CDLL(None, use_errno=True)
        if library.unshare(_CLONE_NEWNET) != 0:
            library.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)
    socket.socket.connect = _refuse  # type: ignore[method-assign]
    socket.create_connection = _refuse
    socket.getaddrinfo = _refuse


def _refuse(*_: object, **__: object) -> NoReturn:
    raise PermissionError("the reader has no network")


def close_files() -> None:
    """No file can be written and no core dumped; Ctrl-C is the parent's business."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for kind in (resource.RLIMIT_FSIZE, resource.RLIMIT_CORE):
        _set_soft(kind, 0)


def mapped_bytes() -> int:
    """What this process has mapped (address space)."""
    try:
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[0]
        return int(pages) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 1 << 30  # no /proc: a guess that is larger than any worker at rest


def limit_memory(more_bytes: int) -> None:
    """Lets the process map this much beyond what it has mapped now."""
    global _granted
    _granted = more_bytes
    _set_soft(resource.RLIMIT_AS, mapped_bytes() + more_bytes)


_granted = 0


def limit_memory_again() -> None:
    """The same grant anew, after models were loaded that are not the file's doing."""
    if _granted:
        limit_memory(_granted)


def limit_seconds(more_seconds: float) -> None:
    """Lets the process use this much CPU beyond what it has used: a back-stop to the clock."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _set_soft(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime + more_seconds) + 2)


def _set_soft(kind: int, value: int) -> None:
    hard = resource.getrlimit(kind)[1]
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(kind, (value, hard))
