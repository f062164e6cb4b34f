"""Names of persons, organisations and places in English news, by rules and evidence.

lexicon.toml and words.toml say what single words tell of a name, south_asia.toml, places.toml and organisations.toml
which names are known, context.toml what the words around one tell. On the way from text to table: `lexicon` and
`gazetteer` hold the tables, `runs` finds runs of capitalised words in one scan over the `signs` of all articles of a
partition, `segment` takes each apart by its words alone (cut into `tokens`, and read by `offices`, `organisations` and
`persons` with the `reader` that they share), `readings` keeps what a run says for when it comes again, `candidates`
puts what is found in its place, in `headings` too (or `pipeline`, a trained one, does), `context` weighs what stands
around it, `acronyms` learns what the article shortens, `settling` pools all of this, so that a name is one thing
throughout an article, `urdu` finds the names of urdu.toml in Arabic script, `referents` leads each mention to the
fullest one, `article` is all of it for one article, and `names` is the step.
"""
