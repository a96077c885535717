"""What pages and programs read, one module for each kind of thing: plain frozen models, never rows.

Lists are read by keyset, from an index in their own order, in as many queries however long they
are. Nothing here writes.
"""
