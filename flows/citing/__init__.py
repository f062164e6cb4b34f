"""References to the articles that rows come from: `rows` reads the names of rows, `passages` finds what they name, and
`text`, `bibtex` and `csl` write the references."""
