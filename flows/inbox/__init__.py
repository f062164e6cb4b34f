"""The inbox: files that arrive in a folder or an object store become articles below the seeds, or are set aside.

`run` goes through it in steps that a Prefect flow can retry one by one. Where files come from is for `stores` to say
(`folder`, `objects`), which of them are ready for `gathering`, what is in them for `reading` (`encodings`, `records`,
`stretches`), what a build would say of that for `checking`, and what becomes of each file for `outcomes`. `day` puts
the articles of a day into one batch file, `quarantine` sets aside what is none; `intent` and `leaving` are why a run
that is killed loses nothing and brings nothing in twice.
"""
