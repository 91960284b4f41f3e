"""The journal: records that survive `kill -9` and power cuts, in lanes, written in groups.

`file.py` is the SQLite file, `salvage.py` what can be read of a damaged one, `lane.py` one queue of records, and
`journal.py` writes what all lanes have put since the last group in one transaction.
"""
