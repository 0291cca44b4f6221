"""check_refusals.py NAME: what a reader says of names that no object can have, and after it was closed."""

import sys

import everything

Reader = everything.EverythingReader


def raises(expected, ask):
    try:
        answer = ask()
    except everything.SharedError as error:
        assert type(error) is expected, error
    else:
        raise AssertionError(answer)


for name in ("", ".", "..", "a/b", "a\0b", "\ud800"):
    raises(everything.RefusedError, lambda: Reader(name))
raises(everything.RefusedError, lambda: Reader("a", directory="/dev/shm\0"))

reader = Reader(sys.argv[1])
reader.read()
reader.close()
reader.close()
for ask in (
    reader.read,
    reader.try_read,
    reader.read_bytes,
    lambda: reader.version,
    reader.has_changed,
    reader.has_ended,
    lambda: reader.changed(timeout=0),
    reader.writer_alive,
):
    raises(everything.SharedError, ask)
assert reader.seen == 1
print("ok")
