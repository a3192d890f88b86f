"""A policy pack as data: load, check, version, run its personas; pure Python without Django."""
