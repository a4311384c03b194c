"""How many mishaps the tests tried, and how many the next run made good; printed at the end."""

from collections import Counter

COUNTS: Counter = Counter()
