"""The language of an article, as langdetect names it: `detect` decides; `params` and `schema` stand beside it."""
