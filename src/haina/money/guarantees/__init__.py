"""Guarantees and compensation: losses on loans and stakes that public money bears in part."""
