"""Where sentences begin and end: `split` decides by the tables of rules.toml; `params` and `schema` stand beside it."""
