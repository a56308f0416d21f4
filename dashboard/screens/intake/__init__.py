"""The page that loads: the only place where dashboard and loaders meet, besides the warehouse.

Called by the page alone.
"""
