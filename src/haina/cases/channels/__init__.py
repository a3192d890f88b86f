"""How people are told: the portal, e-mail, and the systems of people and organisations, behind one port."""
