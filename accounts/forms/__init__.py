"""Desks of the people side: fields, their layout, and the one action they end in."""
