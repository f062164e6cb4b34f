"""Pictures for slides and a README, drawn by Altair: specifications here, and their SVG by vl-convert.

They are drawn when somebody asks (``khabar report --pictures``), and are no part of the stage's result.
"""
