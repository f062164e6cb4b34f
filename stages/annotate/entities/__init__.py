"""The persons, organisations and places of the whole corpus, to which the names of single articles are led.

`sign` tells what each article of a partition names. `gather` turns that of all of them into the numbers of a `corpus`,
and `nodes` are the names with what articles say of each; `persons` and `others` find pairs that are one thing's, with
the evidence (names.toml, `rules`); `table` reads what people state in entities.csv; `grouping` joins the surest pairs
first and never two names that contradict each other. `facts` sums up what articles say, `record` is what is told of a
thing. `state` is remembered, `packed` as bytes, and `changes` finds what the last decision said otherwise; together
`decide`. `columns` counts.
`apply` gives each mention its thing, and each thing to the first article that names it.
"""
