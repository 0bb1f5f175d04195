from search.models.editorial import Promotion, SynonymSet
from search.models.index import Change, Corpus, Entry, Index, Posting, Term, Unsent
from search.models.journal import Click, PastQuery

__all__ = [
    "Change",
    "Click",
    "Corpus",
    "Entry",
    "Index",
    "PastQuery",
    "Posting",
    "Promotion",
    "SynonymSet",
    "Term",
    "Unsent",
]
