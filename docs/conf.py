"""How `make docs` builds the documentation: Sphinx reads the Markdown by MyST."""

project = "Dateline"
copyright = "Dateline contributors"  # noqa: A001  # the name that Sphinx reads
extensions = ["myst_parser"]
root_doc = "index"
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = "Dateline"
html_copy_source = False
myst_heading_anchors = 4
nitpicky = True
