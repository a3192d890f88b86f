"""Books of a unit by the rules of a pack: divided incomes, equity, schedules, pay, projects."""
