"""`onward up`: everything Onward needs, on one machine, from one command, in one data directory.

Starts, watches and stops processes. Must not know journeys; what a new installation holds is
`onward.bootstrap`'s to say."""
