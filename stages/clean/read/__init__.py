"""Read: raw records of any form in, articles as plain text out, every character traceable to its source.

The modules, in the order in which a record meets them: `forms` and `containers` (what a file is), `batch` (where its
records are), `decoding`, `records`, `page` with `markup` (bytes to text), `repair` with `alignment` (characters),
`paragraphs` (white space), `boilerplate` (what is no article), `headline`; `articles` calls them. Rules stand in the
TOML files.
"""
