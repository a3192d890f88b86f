"""Template tags of the portal, used by the pages of every application."""
