from search.models.editorial import Promotion, SearchSettings, SynonymSet
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
    "SearchSettings",
    "SynonymSet",
    "Term",
    "Unsent",
]
