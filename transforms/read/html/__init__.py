"""HTML pages: one page is one article, its text told from the furniture around it."""
