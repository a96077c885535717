"""What comes back to a mail: read from its bytes, told apart, and matched with what we sent.

Pure: no network, no database, no clock.
"""
