"""Pages of public money: for the officers who run, fund and pay, and for who receives an award."""
