"""Facts about the world, as data: gazetteer, countries, actors, publishers, words; each file beside its .meta.yaml."""
