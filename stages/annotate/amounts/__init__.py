"""Amounts of money and percentages.

lexicon.toml names the words, rules.toml says how they stand together and what that means. On the way from text to
table: `lexicon` and `numerals` know words and figures, `fragments` writes them as patterns, `grammar` makes of these
the rules and the one scan, `lexer` takes apart what the scan found, `surroundings` looks at what stands beside it,
`reading` makes amounts of it, and `amounts` is the step. `params` and `schema` stand beside them.
"""
