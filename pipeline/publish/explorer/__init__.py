"""The release explorer: a site inside every release, to look at it with no program but a browser.

`site.write` puts it together; `rows.py` and `overview.py` say what it shows; `site/` holds what is the same in every
release: page, style, scripts, and what `tools/explorer/build.mjs` made of other people's work.
"""
