# -*- coding: utf-8 -*-
#
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



class Shared(_enum.IntEnum):
    """*/"""

    # */
    mro_ = -9223372036854775808
    panic = 0
    Self = 1
    self = 2


@_dataclasses.dataclass
class U8:
    # [`mro` in the schema]
    mro_: int


def _unpack_U8(b, at):
    return U8(
        _u64(b, at + 0)[0],
    )


def _dtype_U8(numpy):
    return numpy.dtype({
        "names": ["mro_"],
        "formats": ["<u8"],
        "offsets": [0],
        "itemsize": 8,
    })


@_dataclasses.dataclass
class U82:
    # [NaN means none]
    type: float


def _unpack_U82(b, at):
    return U82(
        _f64(b, at + 0)[0],
    )


def _dtype_U82(numpy):
    return numpy.dtype({
        "names": ["type"],
        "formats": ["<f8"],
        "offsets": [0],
        "itemsize": 8,
    })


@_dataclasses.dataclass
class IfX:
    """*/ #error help
    \"\"\" \\
    ```
    panic!()
    ```
    panic!()
    \\u{202e}\\
    """

    # */
    # [`class` in the schema, unit "\*/, from -1 to 300, NaN means none, since version 9]
    class_: int
    # [`*/` in the schema]
    unnamed: int
    # [`"` in the schema]
    unnamed_2: int
    # \
    # [`\` in the schema]
    unnamed_3: int
    int: int
    # [`int_` in the schema]
    int_2: int
    # [`a b` in the schema]
    a_b: int
    # [`a-b` in the schema]
    a_b_2: int
    # [`__init__` in the schema]
    _init: int
    self: int
    Self: int
    # [`_` in the schema]
    unnamed_4: int
    # [`速度` in the schema]
    unnamed_5: int
    linux: int
    EOF: int
    # [`1` in the schema]
    field_1: int
    # [`{} %s $(reboot) `reboot`` in the schema]
    _s_reboot_reboot: Shared
    # [`None` in the schema]
    None_: U8
    # [`True` in the schema]
    True_: U82
    opaque: bytes


def _unpack_IfX(b, at):
    return IfX(
        _u8(b, at + 0)[0],
        _u8(b, at + 1)[0],
        _u8(b, at + 2)[0],
        _u8(b, at + 3)[0],
        _u8(b, at + 4)[0],
        _u8(b, at + 5)[0],
        _u8(b, at + 6)[0],
        _u8(b, at + 7)[0],
        _u8(b, at + 8)[0],
        _u8(b, at + 9)[0],
        _u8(b, at + 10)[0],
        _u8(b, at + 11)[0],
        _u8(b, at + 12)[0],
        _u8(b, at + 13)[0],
        _u8(b, at + 14)[0],
        _u8(b, at + 15)[0],
        _member(Shared, _i64(b, at + 16)[0], "if */ \" \\ '??/ x.{} %s $(reboot) `reboot`"),
        _unpack_U8(b, at + 24),
        _unpack_U82(b, at + 32),
        b[at + 40 : at + 40 + 8],
    )


def _dtype_IfX(numpy):
    return numpy.dtype({
        "names": ["class_", "unnamed", "unnamed_2", "unnamed_3", "int", "int_2", "a_b", "a_b_2", "_init", "self", "Self", "unnamed_4", "unnamed_5", "linux", "EOF", "field_1", "_s_reboot_reboot", "None_", "True_", "opaque"],
        "formats": ["<u1", "<u1", "<u1", "<u1", "<u1", "<u1", "<u1", "<u1", "<u1", "<u1", "<u1", "<u1", "<u1", "<u1", "<u1", "<u1", "<i8", _dtype_U8(numpy), _dtype_U82(numpy), "V8"],
        "offsets": [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 24, 32, 40],
        "itemsize": 48,
    })


def _unpack(b, at):
    return _unpack_IfX(b, at)


def _dtype(numpy):
    return _dtype_IfX(numpy)


_LAYOUT = bytes.fromhex("40dac69bc1aef93469adbff6ccf6b119")
_SIZE = 48
_ALIGN = 8
_DISCIPLINE = 1


class IfXReader:
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
        whole = (
            whole
            and 2 <= count <= 255
            and value >= 8
            and value % 8 == value % align == 0
            and stride % 64 == stride % align == 0
            and stride >= value + (size + 7) // 8 * 8
            and slots + count * stride <= end
        )
        if not whole:
            raise CorruptError("the numbers of the object contradict each other")
        try:
            self._map = _mmap.mmap(self._file, end, _mmap.MAP_SHARED, _mmap.PROT_READ)
        except ValueError:
            raise CorruptError("the object was shortened while it was opened") from None
        self._words = self._view(8, "Q")
        starts = [slots + n * stride for n in range(count)]
        self._places = [(slice(at + value, at + value + size), at // 8) for at in starts]

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

    # Why a value is whole. The writer fills a slot that is not current, and its stamp is another from before
    # the first byte is stored to after the last. So a copy during which the slot was filled again is seen by
    # the stamp, if three things happen in the order of the lines: head is loaded, the slot is copied, the
    # stamp is loaded.
    #
    # - CPython loads `words[n]` by a memcpy of 8 bytes with a constant length, which compilers make one
    #   load; the address is a multiple of 8, so it is whole. No library function promises that, and a test of
    #   the program that wrote this file reads millions of values under a writer that never pauses.
    # - Each line is a call into the interpreter, across which no compiler moves a load of such memory.
    # - The processor: x86-64 does not let loads pass each other. Arm does, and Python has no fence. What is
    #   nearest is to release and acquire a lock in between: earlier loads stay before the release, later ones
    #   behind the acquire, and Arm keeps these two in order. Nobody has tried that here, so other machines than
    #   x86-64 are refused without `untested_machine=True`.
    def _fence(self):
        self._lock.acquire()
        self._lock.release()
        self._lock.acquire()
        self._lock.release()

    def try_read_bytes(self):
        """The bytes of the current value, or None if the writer was faster than one attempt."""
        words = self._open_words()
        head = words[32]
        if not self._ordered:
            self._fence()
        version = head >> 8
        try:
            place, stamp = self._places[head & 255]
        except IndexError:
            version = 0
        if version == 0:
            raise CorruptError("the object holds no value")
        value = self._map[place]
        if not self._ordered:
            self._fence()
        if words[stamp] == version:
            self._seen = version
            return value
        if not self._ordered:
            self._fence()
        if words[32] == head:
            raise CorruptError("the current value has another version than the object says")
        return None

    def read_bytes(self, attempts=1000):
        """The bytes of the current value, in at most so many attempts, else BusyError.

        An attempt takes Python a third of a microsecond, and more for large values. One that the writer laps,
        which takes as many publishes as there are slots less one, is made again. A writer that publishes
        millions of values a second wants more slots.
        """
        for _ in range(attempts):
            value = self.try_read_bytes()
            if value is not None:
                return value
        raise BusyError(f"the writer was faster than {attempts} attempts to read")

    def try_read(self):
        """The current value, or None if the writer was faster than one attempt."""
        value = self.try_read_bytes()
        return None if value is None else self.unpack(value)

    @property
    def seen(self):
        """The version of the value that was read last; 0 before the first."""
        return self._seen

    @property
    def version(self):
        """The version of the current value: 1 for the first, and 1 more with each publish."""
        return self._open_words()[32] >> 8

    def has_changed(self):
        """Whether another value is current than the one that was read last."""
        return self.version != self._seen

    def changed(self, timeout=None, interval=0.001):
        """Waits until there is another value than the one that was read last, looking every `interval`
        seconds: True. False after `timeout` seconds, or when no more values will come: see `has_ended`."""
        until = None if timeout is None else _time.monotonic() + timeout
        while True:
            ended = self.has_ended()
            if self.has_changed():
                return True
            left = interval if until is None else min(interval, until - _time.monotonic())
            if ended or left <= 0:
                return False
            _time.sleep(left)

    def has_ended(self):
        """Whether the writer has ended in good order, or another object has taken the name: open again."""
        lifecycle = self._open_words()[48] & 0xFFFFFFFF
        if not self._ordered:
            self._fence()
        return lifecycle in (2, 3)

    def writer_alive(self):
        """Whether a writer lives, by the kernel's word."""
        self._open_words()
        # 36 is F_OFD_GETLK; a writer holds a write lock on the byte at 2**62.
        ask = _struct.pack("hh4xqqi4x", _fcntl.F_RDLCK, _os.SEEK_SET, 1 << 62, 1, 0)
        answer = _fcntl.fcntl(self._file, 36, ask)
        return _struct.unpack_from("h", answer)[0] != _fcntl.F_UNLCK

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
        print(_reader.read())
