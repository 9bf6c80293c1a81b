"""Words of people and companies: cleaned, cased, folded for search, compared, marked and put in order.

Nothing here knows a database or a business; every function takes text and gives text.
"""

from tailor.kernel.text.cleaning import TooLong, clean_line, clean_text, in_sentence, shorten
from tailor.kernel.text.collation import sort_key
from tailor.kernel.text.folding import fold, words
from tailor.kernel.text.layouts import query_variants
from tailor.kernel.text.marking import mark
from tailor.kernel.text.naming import has_legal_form, initials, proper_company, proper_name
from tailor.kernel.text.nearby import near_words, similar_names

__all__ = [
    "TooLong",
    "clean_line",
    "clean_text",
    "fold",
    "has_legal_form",
    "in_sentence",
    "initials",
    "mark",
    "near_words",
    "proper_company",
    "proper_name",
    "query_variants",
    "shorten",
    "similar_names",
    "sort_key",
    "words",
]
