"""Jobs on the workers of a Dask cluster. The only module that names it."""
