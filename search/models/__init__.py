from search.models.editorial import Promotion, SynonymSet
from search.models.index import DATED, Change, Corpus, Entry, Index, Posting, Term, Unsent
from search.models.journal import BlockedWords, Click, PastQuery, QueryClient

__all__ = [
    "DATED",
    "BlockedWords",
    "Change",
    "Click",
    "Corpus",
    "Entry",
    "Index",
    "PastQuery",
    "Posting",
    "Promotion",
    "QueryClient",
    "SynonymSet",
    "Term",
    "Unsent",
]
