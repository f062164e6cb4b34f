"""The exported tables, asked in SQL: `session` opens them, `macros.sql` and `queries.sql` are what they come with,
`refusals` says what is wrong with a query, and `printing` and `writing` show what a good one gives."""
