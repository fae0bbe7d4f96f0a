"""How Sphinx builds the documentation: `make docs`, which sets RELEASE to the release that the notebooks read."""

from __future__ import annotations

import os
import sys
from pathlib import Path

project = "casus"
author = "casus contributors"
copyright = "casus contributors"  # noqa: A001 - Sphinx's name for it
html_title = "casus"
language = "en"

extensions = ["myst_nb"]
exclude_patterns = ["_build"]
myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 3
# A page of the site may name files of the repository, which the site does not hold.
myst_url_schemes = ["http", "https"]
# Notebooks are text (jupytext reads them too); each build runs them, and an error in one is an error of the build.
nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_in_temp = True
nb_execution_timeout = 120
nb_merge_streams = True
# The notebooks call the program that stands beside the Python which builds them.
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])

html_theme = "furo"
html_show_sphinx = False
html_copy_source = False
html_show_sourcelink = False
html_permalinks = True
