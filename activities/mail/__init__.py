"""Mail: what it looks like on the wire, the ways it travels, and how a reader stops it."""
