"""Statistics over futures: from a run's record to tables, one printed table, and a sentence a plan."""

from experiments.statistics.context import RunContext
from experiments.statistics.csv_text import csv_parts, csv_text
from experiments.statistics.printed import printed_table
from experiments.statistics.printed_gains import printed_gains
from experiments.statistics.printed_money import printed_money
from experiments.statistics.sentences import sentences
from experiments.statistics.tables import Tables, tables

__all__ = ["RunContext", "Tables", "csv_parts", "csv_text", "printed_gains", "printed_money", "printed_table",
           "sentences", "tables"]
