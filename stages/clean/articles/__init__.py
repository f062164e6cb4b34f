"""Residue learned per outlet: what recurs at the edge of an outlet's articles, whatever they tell, is none of theirs.

Per partition: `lines` (which lines stand at the edges of a text), `hashing`, `words`, together `sign`. Over the whole
corpus: `decide` peels the edges line by line, under the guards that stand there. Per partition again: `apply`, which
cuts one article by `cut`. ``rules.toml``, read by `rules`, says which lines are never taken for residue.

What can be told from one text alone is a named rule of `stages.clean.read`, not of this package.
"""
