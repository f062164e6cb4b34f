"""Names of persons, organisations and places in English news, by rules and evidence.

lexicon.toml and words.toml say what single words tell of a name, south_asia.toml, places.toml and organisations.toml which
names are known, context.toml what the words around one tell. On the way from text to table: `lexicon` and `gazetteer` hold
the tables, `runs` finds runs of capitalised words in one scan, `segment` takes each apart by its words alone, `context`
weighs what stands around, `acronyms` learns what an article shortens, `article` pools all of it, so that a name is one
thing throughout an article, `spelling` and `referents` lead each mention to the fullest one, and `names` is the step.
"""
