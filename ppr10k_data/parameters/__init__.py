"""All parameters of a dataset as one typed table, and statistics of it; pure.

::

    columns     what a column is, and the list of all of them
    row         one photo: what its RAW file and its four sidecars say, in cells
    table       all photos, column by column; the differences between targets and sources
    csv_text, json_lines     the table as text, and back
    statistics  what the release's hists/ shows, as numbers
"""

from ppr10k_data.parameters.columns import COLUMNS, Column, column_names
from ppr10k_data.parameters.csv_text import format_csv, parse_csv
from ppr10k_data.parameters.json_lines import format_json_lines, parse_json_lines
from ppr10k_data.parameters.row import Failure, PhotoFacts, PhotoRow
from ppr10k_data.parameters.statistics import Statistics, statistics_of
from ppr10k_data.parameters.table import Table, table_of

__all__ = [
    "COLUMNS",
    "Column",
    "Failure",
    "PhotoFacts",
    "PhotoRow",
    "Statistics",
    "Table",
    "column_names",
    "format_csv",
    "format_json_lines",
    "parse_csv",
    "parse_json_lines",
    "statistics_of",
    "table_of",
]
