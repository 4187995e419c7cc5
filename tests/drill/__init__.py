"""The program as real processes, hurt on purpose, and the promises that have to hold afterwards.

    invariants.py   the five promises, each a function; run in a process of its own on the database as it lies there
    house.py        a deployment: data, database, web with two workers, and how to hurt it
    people.py       browsers that fill in forms over HTTP and remember what was acknowledged
    shim.c          between program and machine: moves the clock, fills the disk, notes every write and fsync
    power.py        what is left on the disk after a power cut
    figures.py      the table that `make drill` prints at its end
    test_*.py       one fault each, marked `drill`; what takes a moment is unmarked and runs in `make test`

It is no mirror of one room of the package and so not below `tests/<room>`: what is tried is the whole running program.
"""
