"""The pure machine: days, bits, votes, statuses and judgements. No Django, no files, no clock.

Every figure is an int or a column of ints (a NumPy int64 array). NumPy itself is never imported here: columns bring
their own methods, so that one definition runs on one sheet in microseconds and on a million sheets at once.
"""
