"""The phases of a curriculum, from 1: plain, complex, subtle, edge cases."""

PHASES = 4
