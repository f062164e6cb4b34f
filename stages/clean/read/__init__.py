"""Read: raw records of any form in, articles as plain text out, every character traceable to its source.

The modules, in the order in which a record meets them:

* `forms` and `containers` say what a file is, `batch` with `batches` where its records are;
* `decoding`, `records` with `fields`, `tagged`, `page` with `limits`, `metadata` and `markup` turn bytes into text;
* `repair` with `alignment` mends characters, `paragraphs` sees to white space;
* `residue` says what is not article, and asks `boilerplate`, `headline`, `related` and `contents`; `cutting` takes it
  out; `listing` knows pages that are a list of others.

`articles` calls them. Rules stand in the TOML files.
"""
