"""The engine: decides, inside one stage, which partitions must run, runs them, and leaves a folder and a ledger that
equal a build from nothing.

===============  ======================================================================================================
`listing`        the files below ``seeds/``, and their digests
`contents`       the bytes of these files
`sources`        what is in ``seeds/``: articles and records, and the partitions that they make
`chunking`       which articles make a partition
`fingerprints`   what a step's result depends on besides its input
`ledger`         what was made from what
`interpreter`    which Python made it
`statcache`      what files were when they were last hashed
`made`           the tables that steps have made
`jobs`           the work on one partition, run anywhere
`runners`        where jobs run
`cluster`        ... on the workers of a Dask cluster
`roster`         which of its workers are there, and may work
`fleet`          which of them gets what
`remote`         what runs in such a worker
`identity`       what it must have in common with the process that asks
`stage`          what is stale, and one stage from start to end
`tables`         a table as bytes
`shape`          what a stage's folder may hold
`files`          bytes on disk, whole or not at all
`lock`           one run at a time
===============  ======================================================================================================
"""
