
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
