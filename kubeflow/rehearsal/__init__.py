"""A rehearsal: every task of a compiled package, as a cluster would run it, on this machine."""
