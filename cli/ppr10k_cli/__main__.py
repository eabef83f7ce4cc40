"""``python -m ppr10k_cli`` is ``ppr10k-data``."""

from ppr10k_cli.main import main

main()
