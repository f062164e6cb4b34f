"""What the page loads of one partition when it is asked for: lists of titles, figures, names, and whole articles.

A browser opens no file of JSON from disk, but it runs scripts that stand beside the page. So each shard is a script of
one call, ``khabar.shard(...)``, whose argument is JSON. A partition that changes changes its own shards and no others.
"""
