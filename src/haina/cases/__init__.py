"""Procedures, cases as events, tasks, clocks, decisions and signed documents."""
