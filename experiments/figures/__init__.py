"""Pictures: functions that take tables of results and return a figure."""
