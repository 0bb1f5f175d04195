from search.models.editorial import Promotion, SynonymSet
from search.models.index import Change, Corpus, Entry, Index, Term
from search.models.journal import Click, PastQuery

__all__ = ["Change", "Click", "Corpus", "Entry", "Index", "PastQuery", "Promotion", "SynonymSet", "Term"]
