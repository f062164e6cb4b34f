"""Statistical claims: what a number measures, of which kind, for which period, against what, and who says so.

rules.toml says what stands around an amount and what that means; the tables of the folder lexicon name the words,
cues.toml those that tell a target from a fact, names.toml how wordings become one indicator. On the way from article
to table: `tokens` takes a sentence apart, `grammar` makes patterns of the rules, `phrases` and `indicators` find the
words that are measured, `naming` names them, `kinds` says whether it is so or only wanted, `periods` when, `bases` when
it was otherwise, `dating` which claim each period is of, `growth` whether level, base and growth agree, `speakers` who
says it, `reading` ties these together, and `figures` is the step.
"""
