"""A copy of the SQLite file, taken while nobody has it open; the file itself is read and nothing else."""
from __future__ import annotations

import hashlib
import os
import struct
import sys
import time
from dataclasses import dataclass
from typing import Optional

from problems import Refused

# What may belong to the file beside it, and has a part of the data then.
COMPANIONS = ("", "-wal", "-journal")
HEADER = b"SQLite format 3\0"
LOOK_AGAIN_S = 1.0
# The end of a rollback journal that names another one beside it.
SUPER_JOURNAL = bytes.fromhex("d9d505f920a163d7")
# SQLite's locks: bytes of the file for who is reading or writing, and one of the -shm file for who has a WAL open.
FILE_LOCKS = (0x40000000, 512)
WAL_LOCKS = (120, 9)
STOP = "scale what uses it to zero, and start again"


class Room:
    """What may be written; beyond it the kubelet would end the pod."""

    def __init__(self, mebibytes: int | None) -> None:
        self._given = mebibytes
        self._left = None if mebibytes is None else mebibytes << 20

    def take(self, size: int) -> None:
        """@raises Refused where there is no room for so many bytes more"""
        if self._left is None:
            return
        self._left -= size
        if self._left < 0:
            raise Refused(f"the file and its rows as text take more than the {self._given} MiB of scratch; give more")


Look = dict[str, Optional[tuple[int, int, int]]]


@dataclass(frozen=True)
class Copy:
    path: str
    # Of what was copied.
    checksum: str
    source: str
    # What the source was like before.
    seen: Look

    def refuse_writer(self) -> None:
        """@raises Refused where the source has changed since, or somebody is about to change it"""
        _refuse_use(self.source)
        if _look(self.source) != self.seen:
            raise Refused(f"{self.source} changes while it is read; {STOP}")


def copy_of(path: str, folder: str, room: Room) -> Copy:
    """@raises Refused"""
    if not os.path.isfile(path):
        raise Refused(f"there is no file {path}")
    # What belongs to a file stands beside it, and not beside a link to it.
    path = os.path.realpath(path)
    _refuse_shared_journal(path + "-journal")
    _refuse_use(path)
    seen = _look(path)
    target = os.path.join(folder, "copy.sqlite")
    digest = hashlib.sha256()
    for suffix in COMPANIONS:
        if seen[suffix] is not None:
            _copy(path + suffix, target + suffix, digest, room)
    copy = Copy(target, digest.hexdigest(), path, seen)
    time.sleep(LOOK_AGAIN_S)
    copy.refuse_writer()
    return copy


def _refuse_shared_journal(path: str) -> None:
    """A transaction of several databases is not over here alone, and SQLite takes its journal for an old one."""
    try:
        with open(path, "rb") as file:
            file.seek(-len(SUPER_JOURNAL), os.SEEK_END)
            end = file.read()
    except OSError:
        return
    if end == SUPER_JOURNAL:
        raise Refused(
            f"{path} is of a transaction over several databases that was cut short; open the database once where all of "
            "them are, and start again"
        )


def refuse_other_formats(path: str) -> None:
    with open(path, "rb") as file:
        header = file.read(len(HEADER))
    if header != HEADER:
        what = "is empty" if header == b"" else "is no SQLite 3 database (or an encrypted one)"
        raise Refused(f"the file {what}")


def _look(path: str) -> Look:
    return {suffix: _stat(path + suffix) for suffix in COMPANIONS}


def _stat(path: str) -> tuple[int, int, int] | None:
    try:
        found = os.stat(path)
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns


def _copy(path: str, copy: str, digest, room: Room) -> None:
    try:
        with open(path, "rb") as source, open(copy, "wb") as target:
            for block in iter(lambda: source.read(1 << 20), b""):
                room.take(len(block))
                digest.update(block)
                target.write(block)
    except PermissionError:
        raise Refused(f"{path} may not be read; give the user and the group that the application runs as") from None
    digest.update(b"\0")


def _refuse_use(path: str) -> None:
    _refuse_open(path, FILE_LOCKS)
    _refuse_open(path + "-shm", WAL_LOCKS)


def _refuse_open(path: str, locks: tuple[int, int]) -> None:
    """Asks for a lock that nobody may have at the same time, without taking it. Processes of the same node are seen."""
    if sys.platform != "linux":
        # By hand, on a copy: what is asked below is Linux' own form.
        return
    import fcntl

    try:
        file = open(path, "rb")
    except (FileNotFoundError, PermissionError):
        return
    start, length = locks
    with file:
        # struct flock of 64-bit Linux: type, whence, start, length, pid.
        asked = struct.pack("hhqqi4x", fcntl.F_WRLCK, os.SEEK_SET, start, length, 0)
        try:
            answer = fcntl.fcntl(file.fileno(), fcntl.F_GETLK, asked)
        except OSError:
            return
    if struct.unpack("hhqqi4x", answer)[0] != fcntl.F_UNLCK:
        raise Refused(f"{path.removesuffix('-shm')} is in use; {STOP}")
