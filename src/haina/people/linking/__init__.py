"""Who is who: whether two records of a register are the same person or organisation, with the reasons.

Pure: nothing here knows the database or the clock. `names` and `numbers` bring what is written into normal
forms, `keys` says which records are worth comparing, `weights` compares two of them in bits of evidence,
`clusters` puts pairs together without ever joining two who must not be joined, and `sweep` does all of that
for a whole register.
"""
