"""Glueline: GLUE results that can be defended."""
