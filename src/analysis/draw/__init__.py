"""Numbers to figures, tables and words, in each language of the paper."""
