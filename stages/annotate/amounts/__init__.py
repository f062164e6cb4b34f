"""Amounts of money and percentages.

`lexicon.toml` names the words, `rules.toml` says how they stand together and what a reading of them means. `lexicon`
and `grammar` turn the two into one scan and small tables, `numerals` reads figures exactly, `reading` makes amounts of
what the scan found, `amounts` is the step from table to table; `params` and `schema` stand beside it.
"""
