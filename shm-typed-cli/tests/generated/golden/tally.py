# -*- coding: utf-8 -*-
# A reader of the shared object `NAME`, for Python 3.9 and later.
# Written by `shm-typed schema NAME --format python`: write it again, do not edit it.
#
#     with Tally2Reader("NAME") as reader:
#         print(reader.read())

from __future__ import annotations

import ctypes as _ctypes
import dataclasses as _dataclasses
import enum as _enum
import errno as _errno
import fcntl as _fcntl
import mmap as _mmap
import os as _os
import platform as _platform
import stat as _stat
import struct as _struct
import sys as _sys
import threading as _threading
import time as _time


class SharedError(Exception):
    """The object cannot be read; the message says why."""


class RefusedError(SharedError):
    """No regular file, of another user, or others may write it."""


class LayoutError(SharedError):
    """Of another type than these classes: write this file again."""


class CorruptError(SharedError):
    """Not an object, or one whose numbers contradict each other."""


class BusyError(SharedError):
    """The writer was faster than every attempt to read."""


class InvalidError(SharedError):
    """A field holds bits that are no value of its type."""


_u8 = _struct.Struct("<B").unpack_from
_u16 = _struct.Struct("<H").unpack_from
_u32 = _struct.Struct("<I").unpack_from
_u64 = _struct.Struct("<Q").unpack_from
_i8 = _struct.Struct("<b").unpack_from
_i16 = _struct.Struct("<h").unpack_from
_i32 = _struct.Struct("<i").unpack_from
_i64 = _struct.Struct("<q").unpack_from
_f32 = _struct.Struct("<f").unpack_from
_f64 = _struct.Struct("<d").unpack_from
_many = _struct.unpack_from


def _wide(b, at, signed):
    return int.from_bytes(b[at : at + 16], "little", signed=signed)


def _bool(number, where):
    if number > 1:
        raise InvalidError(f"{where} holds {number}, and a bool is 0 or 1")
    return number == 1


def _char(number, where):
    if number > 0x10FFFF or 0xD800 <= number < 0xE000:
        raise InvalidError(f"{where} holds {number}, which is no character")
    return chr(number)


def _not_zero(number, where):
    if number == 0:
        raise InvalidError(f"{where} holds 0, and is never 0")
    return number


def _member(cls, number, where):
    try:
        return cls(number)
    except ValueError:
        raise InvalidError(f"{where} holds {number}, which is no {cls.__name__}") from None


def _length(b, at, capacity):
    return min(_u64(b, at)[0], capacity)


def _text(b, at, capacity):
    return b[at + 8 : at + 8 + _length(b, at, capacity)].decode("utf-8", "replace")



@_dataclasses.dataclass
class CacheLine:
    value: int
    _fill: bytes


def _unpack_CacheLine(b, at):
    return CacheLine(
        _u64(b, at + 0)[0],
        b[at + 8 : at + 8 + 56],
    )


def _dtype_CacheLine(numpy):
    return numpy.dtype({
        "names": ["value", "_fill"],
        "formats": ["<u8", ("<u1", (56,))],
        "offsets": [0, 8],
        "itemsize": 64,
    })


def _load_CacheLine(load, at):
    load(at + 0, 8, 1)
    load(at + 8, 1, 56)


@_dataclasses.dataclass
class Wheel:
    """Numbers that change in place."""

    turns: int
    wear: float


def _unpack_Wheel(b, at):
    return Wheel(
        _u32(b, at + 0)[0],
        _f32(b, at + 4)[0],
    )


def _dtype_Wheel(numpy):
    return numpy.dtype({
        "names": ["turns", "wear"],
        "formats": ["<u4", "<f4"],
        "offsets": [0, 4],
        "itemsize": 8,
    })


def _load_Wheel(load, at):
    load(at + 0, 4, 1)
    load(at + 4, 4, 1)


@_dataclasses.dataclass
class Tally2:
    """Counters of every width."""

    # [counter]
    requests: CacheLine
    # Seconds.
    # [unit s]
    busy: float
    wheels: tuple[Wheel, ...]
    least: int
    grid: tuple[tuple[int, ...], ...]
    bytes: bytes
    sign: int
    half: int
    last: int
    _pad: tuple[int, ...]


def _unpack_Tally2(b, at):
    return Tally2(
        _unpack_CacheLine(b, at + 0),
        _f64(b, at + 64)[0],
        tuple(_unpack_Wheel(b, at + 72 + 8 * i0) for i0 in range(2)),
        _i64(b, at + 88)[0],
        tuple(_many("<2h", b, at + 96 + 4 * i0) for i0 in range(2)),
        b[at + 104 : at + 104 + 7],
        _i8(b, at + 111)[0],
        _i32(b, at + 112)[0],
        _u32(b, at + 116)[0],
        _many("<2I", b, at + 120),
    )


def _dtype_Tally2(numpy):
    return numpy.dtype({
        "names": ["requests", "busy", "wheels", "least", "grid", "bytes", "sign", "half", "last", "_pad"],
        "formats": [_dtype_CacheLine(numpy), "<f8", (_dtype_Wheel(numpy), (2,)), "<i8", (("<i2", (2,)), (2,)), ("<u1", (7,)), "<i1", "<i4", "<u4", ("<u4", (2,))],
        "offsets": [0, 64, 72, 88, 96, 104, 111, 112, 116, 120],
        "itemsize": 128,
    })


def _load_Tally2(load, at):
    _load_CacheLine(load, at + 0)
    load(at + 64, 8, 1)
    for i in range(2):
        _load_Wheel(load, at + 72 + 8 * i)
    load(at + 88, 8, 1)
    load(at + 96, 2, 4)
    load(at + 104, 1, 7)
    load(at + 111, 1, 1)
    load(at + 112, 4, 1)
    load(at + 116, 4, 1)
    load(at + 120, 4, 2)


def _unpack(b, at):
    return _unpack_Tally2(b, at)


def _dtype(numpy):
    return _dtype_Tally2(numpy)


_PUT = {1: _struct.Struct("<B").pack_into, 2: _struct.Struct("<H").pack_into,
        4: _struct.Struct("<I").pack_into, 8: _struct.Struct("<Q").pack_into}


def _load(load, at):
    _load_Tally2(load, at)


_LAYOUT = bytes.fromhex("e4eb9c101b466a99e9b26332608c3b2d")
_SIZE = 128
_ALIGN = 64
_DISCIPLINE = 2


class Tally2Reader:
    """Reads the object of this name, in the directory of shared objects.

    Raises SharedError if it cannot be read, and OSError for what the system refuses.

    The object must belong to this process's user, to root or to one of `owners`, and others may have at most
    the write permissions `writable` (such as 0o020): who may write the object decides what is in it, and who
    may shorten it ends its readers by SIGBUS.

    Not for use by two threads at a time.
    """

    def __init__(self, name, *, directory="/dev/shm", owners=(), writable=0, untested_machine=False):
        machine = _platform.machine()
        if _sys.byteorder != "little" or _ctypes.sizeof(_ctypes.c_void_p) != 8:
            raise SharedError("shared objects are for 64-bit little-endian machines")
        self._ordered = machine in ("x86_64", "AMD64")
        if not self._ordered and not untested_machine:
            raise SharedError(f"loads may pass each other on {machine}: see untested_machine in this file")
        self._lock = _threading.Lock()
        self._file, self._map, self._views, self._words = -1, None, [], None
        self._cells, self._seen = None, 0
        if not name or name.startswith(".") or "/" in name or "\0" in name:
            raise RefusedError(f"{name!r} is no name of an object")
        path = _os.path.join(directory, name)
        flags = _os.O_RDONLY | _os.O_NOFOLLOW | _os.O_CLOEXEC | _os.O_NONBLOCK
        try:
            self._file = _os.open(path, flags)
        except ValueError:
            raise RefusedError(f"{path!r} cannot be a path") from None
        except OSError as error:
            # A link, or a socket or device: what no object is.
            if error.errno in (_errno.ELOOP, _errno.ENXIO, _errno.ENODEV):
                raise RefusedError(f"{name!r} is no regular file") from None
            raise
        try:
            self._attach({_os.geteuid(), 0, *owners}, writable)
        except BaseException:
            self.close()
            raise

    def _attach(self, owners, writable):
        status = _os.fstat(self._file)
        if not _stat.S_ISREG(status.st_mode) or status.st_uid not in owners:
            raise RefusedError("no regular file, or of another user")
        if status.st_mode & 0o022 & ~writable:
            raise RefusedError("users other than its owner may write the object")
        # Read once, into private memory, and checked there.
        header = _os.pread(self._file, 256, 0)
        if len(header) != 256 or header[:8] != b"SHMTYPED":
            raise CorruptError("not a shared object")
        major, required = _u16(header, 8)[0], _u64(header, 16)[0]
        if major != 1 or required != 0:
            raise LayoutError("a newer format than this file knows")
        discipline, count, align, value = _many("<4I", header, 32)
        size, stride, slots, end = _many("<4Q", header, 48)
        if (discipline, size, align, header[88:104]) != (_DISCIPLINE, _SIZE, _ALIGN, _LAYOUT):
            raise LayoutError("the object has another layout than this file: write it again")
        schema_at, schema = _many("<2I", header, 80)
        whole = (
            _u32(header, 12)[0] == 256
            and schema_at == 512
            and schema <= 1 << 20
            and 512 + schema <= slots <= end <= status.st_size
            and slots % 4096 == 0
        )
        whole = whole and count == stride == value == 0 and end - slots >= size
        if not whole:
            raise CorruptError("the numbers of the object contradict each other")
        try:
            self._map = _mmap.mmap(self._file, end, _mmap.MAP_SHARED, _mmap.PROT_READ)
        except ValueError:
            raise CorruptError("the object was shortened while it was opened") from None
        self._words = self._view(8, "Q")
        self._cells = {1: self._view(1, "B"), 2: self._view(2, "H"),
                       4: self._view(4, "I"), 8: self._words}
        self._values = slots

    def _view(self, width, code):
        """The object as numbers of one width."""
        self._views.append(memoryview(self._map))
        self._views.append(self._views[-1][: len(self._map) // width * width])
        self._views.append(self._views[-1].cast(code))
        return self._views[-1]

    def _open_words(self):
        if self._words is None:
            raise SharedError("the reader is closed")
        return self._words

    def close(self):
        """Closes what was opened; may be called again."""
        self._words = self._cells = None
        while self._views:
            self._views.pop().release()
        if self._map is not None:
            self._map.close()
        self._map = None
        if self._file >= 0:
            _os.close(self._file)
        self._file = -1

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    # Each number is loaded by one memcpy of constant length inside `memoryview`, which compilers make one load,
    # at an address that is a multiple of its width: it is whole. No two need to be of one moment.
    def read_bytes(self):
        """The bytes of a value whose numbers were loaded one after the other."""
        self._open_words()
        value = bytearray(_SIZE)
        cells, base = self._cells, self._values

        def load(at, width, count):
            view, first = cells[width], (base + at) // width
            for n in range(count):
                _PUT[width](value, at + n * width, view[first + n])

        _load(load, 0)
        return bytes(value)

    def read(self):
        """The current value."""
        return self.unpack(self.read_bytes())

    @staticmethod
    def unpack(value):
        """A value out of its bytes."""
        return _unpack(value, 0)

    @staticmethod
    def dtype():
        """The value as a numpy dtype, for `numpy.frombuffer(reader.read_bytes(), reader.dtype())`."""
        import numpy

        return numpy.dtype(_dtype(numpy))


if __name__ == "__main__":
    with Tally2Reader(_sys.argv[1] if len(_sys.argv) > 1 else "NAME") as _reader:
        print(_reader.read())
