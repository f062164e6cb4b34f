"""What the page shows before anything else is loaded: sums over the corpus, and the first of long lists.

Each partition says its part (`sign`), and of all parts together only what is shown is kept (`decide`): the summary
stays small however large the corpus is.
"""
