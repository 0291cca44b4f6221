"""check_switches.py NAME: prints the truth values of a live object, as check_switches.c does."""

import sys

import switches

with switches.SwitchesReader(sys.argv[1]) as reader:
    v = reader.read()
    print(v.on, v.lit)
