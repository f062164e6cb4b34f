"""The language of an article, and of its paragraphs where they are in several.

`replay` gives langdetect's answer. scripts.toml, words.toml and reasons.toml are data: `letters` and `words` say what
the text itself shows, `decide` weighs it all, `paragraphs` finds articles in several languages, `reasons` tells people
why, and `detect` is the step. `params` and `schema` stand beside them.
"""
