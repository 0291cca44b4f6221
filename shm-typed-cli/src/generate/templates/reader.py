

_LAYOUT = bytes.fromhex("@FINGERPRINT@")
_SIZE = @SIZE@
_ALIGN = @ALIGN@
_DISCIPLINE = @DISCIPLINE@


class @READER@:
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
@GEOMETRY@
        if not whole:
            raise CorruptError("the numbers of the object contradict each other")
        try:
            self._map = _mmap.mmap(self._file, end, _mmap.MAP_SHARED, _mmap.PROT_READ)
        except ValueError:
            raise CorruptError("the object was shortened while it was opened") from None
        self._words = self._view(8, "Q")
@PLACES@

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
