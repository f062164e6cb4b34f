"""Amounts: money, percentages, and how many there are of something.

lexicon.toml names the words of money, nouns.toml those of the phrases that are counted, rules.toml says how they stand
together and what that means, ratios.toml what ratios look like. On the way from text to table: `lexicon`, `numerals`,
`urdu` and `nouns` know words and figures, `fragments` writes them as patterns, `grammar` makes of these the rules and
the scans, `scanning` searches, `lexer` takes apart what was found, `sides` pairs figures, `surroundings` looks at what
stands beside them, `prices` for one of what they are, `choosing` says which dollar is meant, `reading` makes amounts of
it all (`ratios` of those that need no figure), and `amounts` is the step. `params` and `schema` stand beside them.
"""
