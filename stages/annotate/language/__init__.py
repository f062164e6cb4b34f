"""The language of an article, as langdetect names it. `detect` decides, `params` holds its knobs, `schema` its table."""
