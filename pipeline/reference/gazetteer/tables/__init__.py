"""Programs that write tables of the gazetteer from their sources, by hand: nothing of casus runs them."""
