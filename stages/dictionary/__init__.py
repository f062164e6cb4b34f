"""What describes the exported tables to people and to other programs, rendered from their schemas alone.

`tables` reads the schemas; `markdown` is the data dictionary of the README, `card` the page of a dataset hub,
`datapackage` a Frictionless Data Package and `croissant` the metadata of machine learning's catalogues. None of it
depends on an article, so a change to the articles changes none of it. It stands apart from `stages.export`, so that
another word in it makes no table again.
"""
