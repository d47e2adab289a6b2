"""From a folder of data to a report of a study: one page, and the same numbers as JSON."""
