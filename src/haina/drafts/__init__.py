"""Drafts of the policy: written, tried over a whole city, and published when two people consent."""
