"""The journal: records that survive `kill -9` and power cuts, in lanes, written in groups.

`file.py` is the SQLite file and `rows.py` what its rows say; `wal.py`, `carve.py` and `salvage.py` make a new file of a
damaged one; `worker.py` does all of that in a thread. `lane.py` is one queue of records and `lanes.py` all of them;
`writing.py` writes what they have put since the last group in one transaction, and `loading.py` reads what is not in
memory. `journal.py` is the face of it all.
"""
