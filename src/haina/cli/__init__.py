"""The command line: haina check, ask, policy, serve."""
