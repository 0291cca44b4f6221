"""check.py NAME READS: reads values of the object and checks every field of each, as check.c does."""

import sys

import everything
from everything import Mode

MODES = [Mode.Off, Mode.Idle, Mode.type, Mode.Full]


def check(v):
    round = v.round.value
    number, byte = round & 0xFFFFFF, round & 0xFF
    assert v.serial == round << 64 | round
    assert v.debt == -round
    assert v.never == -1 - round
    assert v.speed == number
    assert v.mode is MODES[byte & 3]
    assert [c.pressure for c in v.cylinders] == [byte + 0.5] * 3
    assert [c.knocks for c in v.cylinders] == [number, number + 1, number + 2]
    assert v.place == ((byte,) * 3,) * 2
    assert v.nothing == ()
    assert v.label == f"round {number}"
    assert v.on is (round % 2 == 1)
    assert v.small == byte + 1
    assert v.int == number
    assert v.letter == chr(0x4E00 + byte)
    assert v.loads == [number] * (byte % 6)
    assert (v.pair.first, v.pair.second) == (byte, bytes([byte, byte]))
    assert (v.other.first, v.other.second) == (-byte, 1)
    assert v.halves[0] == v.halves[1] and len(v.halves[0]) == 2
    assert [p.knocks for p in v.points] == [number + 3]
    assert v.errno == (-1,) * 6
    assert (v.EOF, v.gr_e) == (byte, byte)
    assert v._pad == bytes([byte]) * 92
    # What is declared sensitive is there, and not in what is printed.
    assert "cylinders=" not in repr(v) and "label='round" in repr(v)
    return round


def check_array(reader):
    import numpy

    raw = reader.read_bytes()
    [array] = numpy.frombuffer(raw, everything.EverythingReader.dtype())
    value = reader.unpack(raw)
    assert reader.dtype().itemsize == len(raw)
    assert array["speed"] == value.speed
    assert array["cylinders"]["knocks"].tolist() == [c.knocks for c in value.cylinders]
    assert array["place"].tolist() == [list(row) for row in value.place]
    assert array["label"]["bytes"].decode() == value.label
    assert array["serial"].tolist() == [value.round.value, value.round.value]
    assert array["mode"] == value.mode
    assert array["loads"]["items"].tolist()[: array["loads"]["len"]] == value.loads
    assert array["EOF"] == value.EOF


def main(name, reads):
    with everything.EverythingReader(name) as reader:
        last = busy = n = 0
        while n < reads:
            try:
                value = reader.read()
            except everything.BusyError:
                busy += 1
                continue
            round = check(value)
            assert round == reader.seen >= last
            last = round
            n += 1
        once = reader.try_read()
        assert once is None or check(once) >= last
        try:
            check_array(reader)
            numpy = "numpy"
        except ImportError:
            numpy = "no numpy"
        print("changed", reader.changed(timeout=0), "ended", reader.has_ended(), "alive",
              reader.writer_alive(), numpy)
    reader.close()
    try:
        reader.read()
    except everything.SharedError:
        return
    raise AssertionError("read from a closed reader")


if __name__ == "__main__":
    try:
        main(sys.argv[1], int(sys.argv[2]))
    except everything.SharedError as error:
        sys.exit(type(error).__name__)
