"""What an article is about: the words that stand out in it, and the topics of a small scheme.

topics.toml is the scheme: each topic with its terms. On the way from text to table: `terms` takes a text apart into
words and pairs of words, `background` knows how frequent a word is in the language, `keywords` weighs one against the
other, `scheme` reads topics.toml and finds its terms, and `topics` is the step. `params`, `schema` stand beside them.
"""
