"""What programs may read, one module for each kind of thing: plain frozen models, never rows.

Names are those of the API. The pages have their own, made for eyes, in `engine.store.views`.
"""
