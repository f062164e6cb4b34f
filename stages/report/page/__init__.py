"""The page: what a browser shows of the tables, from disk and without asking anybody for anything.

Its script and its style are the files beside this, put together as they are: nothing is compiled. ``summary`` is what
it starts from, and everything else is loaded from the shards (`stages.report.shards`) when somebody asks for it.
"""
