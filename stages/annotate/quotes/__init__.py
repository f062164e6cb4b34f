"""What was said, directly or indirectly, and by whom.

verbs.toml lists the verbs that report speech and what may follow each; words.toml the small words that bound clauses;
marks.toml the marks of quotation; urdu.toml the words of Urdu; rules.toml the reasons of the rules that a quote names.
On the way from text to table: `lexicon` reads the tables, `marks` pairs the marks, `tokens` takes stretches of text
apart, `verbs` finds the reading of a verb, `subjects` who its subject is, and `clauses` where begins and ends what
follows it; `direct` decides which words in marks were said, `indirect` reads reported speech and `urdu` that of Urdu,
all as `speech`; `speakers` leads each speaker to one of the `mentions` of the article, `headlines` reads titles, and
`quotes` is the step. `rules` knows the reasons; `params` and `schema` stand beside them.
"""
