"""One module for each kind of source, found by its name; each has `read(entry, run)`."""
