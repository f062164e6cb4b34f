"""Outlets: who published each article, by its one name, and what is known of that outlet.

People keep what they know in ``outlets.csv`` beside the articles (`table`). An article is led to a row of it by the
name that it states, the host of its address or its folder. `sign` tells which names and hosts a partition has, `decide`
looks them up, `apply` gives each article its row: a changed row reaches only partitions with articles of that outlet.
"""
