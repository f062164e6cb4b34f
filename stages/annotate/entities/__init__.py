"""The persons, organisations and places of the whole corpus, to which the names of single articles are led.

`sign` tells what each article of a partition names. `gather` turns that of all of them into the numbers of a `corpus`;
`keys` tells which names share anything, and only these are compared, as `nodes` with what articles say of each.
`persons` and `others` find pairs that are one thing's, with the evidence (names.toml, `rules`), `families` keeps what
single names mean; `table` reads what people state in entities.csv; `grouping` joins the surest pairs first and never
two names that contradict each other; together `things`. `facts` sums up what articles say, `record` is what is told of
a thing. `state` is remembered, `packed` as bytes, and `changes` finds what was decided otherwise; together `decide`.
`columns` counts. `apply` gives each mention its thing, and each thing to the first article that names it.
"""
