"""HTML pages: one page is one article, its text told from the furniture around it."""

from transforms.read.html.reader import HtmlReader

__all__ = ["HtmlReader"]
