"""Haina makes a city's talent policy run: one policy pack, one window, answers that can be checked."""
