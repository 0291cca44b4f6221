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


