
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
