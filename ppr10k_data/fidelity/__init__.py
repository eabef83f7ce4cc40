"""How faithful renders are to Lightroom's own: pure, from single comparisons to a page to look at.

::

    comparison   one picture beside Lightroom's: scores, or why there are none
    framing      what is wrong where two pictures do not lie on each other
    strengths    how far a slider was moved, in steps
    report       comparisons summed up by kind, camera, process version and strength of each slider
    page         the report as one HTML file
"""

from ppr10k_data.fidelity.comparison import Comparison, Trio
from ppr10k_data.fidelity.report import Report, Row, SliderRows, summed_up

__all__ = ["Comparison", "Report", "Row", "SliderRows", "Trio", "summed_up"]
