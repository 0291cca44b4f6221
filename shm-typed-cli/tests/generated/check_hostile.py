"""check_hostile.py NAME: reads the one value of an object whose names are all in the way."""

import sys

import hostile

with hostile.IfXReader(sys.argv[1]) as reader:
    value = reader.read()
assert value.class_ == 0
print("ok")
