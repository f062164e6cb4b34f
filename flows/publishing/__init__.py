"""How a version is published, without Prefect.

=============  ========================================================================================================
`profile`      what the gate knows of a version, from the report
`gate`         the limits, and the comparison with the version published last
`checks`       what is asked of the workspace besides; the whole judgement
`verdict`      what the gate found, as a table and in words
`storage`      the bytes: DVC's cache, and its remote
`upstream`     commits and tags: git's remote
`publication`  where a version goes, what is about to be made, and what became of it
`run`          the order in which all that is done
`rollback`     an earlier version put in front again
=============  ========================================================================================================
"""
