"""What people see: layout, components, home, search, rights, and the questions."""
