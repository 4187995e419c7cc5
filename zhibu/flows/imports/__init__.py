"""From a file to records: kept → columns mapped → rows in three groups → one transaction → undone as a whole.

`keeping` holds the bytes, `mapping` the columns, `staging` reads and compares, `committing` and `undoing` write.
"""
