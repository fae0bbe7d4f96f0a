"""Where tables lie: the only module that knows paths inside a dataset.

    DATA/store/tables/<table>/         a Delta Lake table; those with a column `batch` are partitioned by it, some
                                       by a part that follows from their rows (`contract/parts.py`)
    DATA/store/HEAD.json               the state of the store: its number, when, by what, which version of each table
    DATA/store/heads/<number>.json     the states before it
    DATA/releases/<name>/              what analysts read; nobody but casus reads the rest
    DATA/<other folder>/               files for those who run casus, such as reports; none is ever released
    WORK/<name>/                       what a run in progress puts down between its steps, on a disk

DATA is a folder or s3://bucket/prefix (`pipeline.location`).

A change of several tables is one change: the new versions count once HEAD.json, replaced in one step, names them. What
a killed process left are versions that nothing names; who next writes that table goes back to the version that counts.
One process writes at a time. On a disk a lock sees to that, which ends with the process. In object storage it is a
lease, and a process that lost its lease may not know; its change cannot count all the same:

- HEAD.json is replaced only if it is the one that the change began with, and who takes over a lease that was never
  given back first replaces HEAD.json by one that says the same with another mark;
- every table is written exactly on top of the version that the change knows, or not at all.
"""

from pipeline.store.compaction import Compaction
from pipeline.store.dataset import Store
from pipeline.store.reading import is_among
from pipeline.store.states import FORMAT, State
from pipeline.store.writing import Writer, filtered

__all__ = ["FORMAT", "Compaction", "State", "Store", "Writer", "filtered", "is_among"]
