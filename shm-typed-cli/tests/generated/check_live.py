"""check_live.py NAME READS: reads the numbers of a live object, as check_live.c does."""

import sys

import tally_2

with tally_2.Tally2Reader(sys.argv[1]) as reader:
    last = 0
    for _ in range(int(sys.argv[2])):
        v = reader.read()
        assert v.requests.value >= last
        last = v.requests.value
        assert v.busy in (1.5, -2.25e300), v.busy
        assert all(w.turns in (0, 0xFFFFFFFF) and w.wear == 0.5 for w in v.wheels)
        assert v.least == -(2**63)
        assert v.grid == ((1, 2), (3, -4))
        assert v.bytes == b"counted"
        assert (v.sign, v.half, v.last) == (-1, -2, 3)
print("ok")
