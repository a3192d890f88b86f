"""What belongs to officers and not to cases: how somebody works on the list, and departments' wordings."""
