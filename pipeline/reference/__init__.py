"""Facts about the world, as data: gazetteer, countries, actors, publishers, words; each file with its .meta.yaml beside it."""
