"""How many examples a property is shown where each of them is dear, here and on every machine."""

SEARCHES = 60
"""Of a property whose every example searches the whole release, once or several times. A property
of a function alone, whose examples cost nothing, is shown several hundred."""
