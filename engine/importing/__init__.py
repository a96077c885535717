"""Files of accounts, contacts and what they did, made into calls of the tracking API. Pure.

Knows neither where files are kept nor who works them off: see `engine.store.importing`.
"""
