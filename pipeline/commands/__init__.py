"""The commands of `casus`, one module each: they glue stages to files and the terminal, and decide nothing about data."""
