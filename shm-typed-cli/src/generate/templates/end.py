
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
    with @READER@(_sys.argv[1] if len(_sys.argv) > 1 else @OBJECT@) as _reader:
        print(_reader.read())
