"""The commands of `casus`: they glue stages to files and the terminal, and decide nothing about data."""
