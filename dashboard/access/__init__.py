"""Who looks, what they may see and do, and what they did.

In: a login, secrets.toml. Out: a `Viewer` and the warehouse as that viewer may see it. Called by cards and screens.
"""
