"""How many variants may be asked for; apart from the rest, as the command line needs it for its help."""

MOST_VARIANTS = 999
"""Of each photo: three digits in a file's name. The release has 5; 999 of its training photos are 8.9 million."""
