"""casus: news in, a validated conflict-event dataset out. Start reading at `pipeline/flow.py`."""
