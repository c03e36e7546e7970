"""Objects that hold the record one level down: a search engine's hit, a page's graph of linked data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

_ARTICLE_TYPE: Final = re.compile(r"(?:^|[/#:])(?:\w*Article|BlogPosting|\w*NewsReport|LiveBlogPosting|Report)$")
"""schema.org's types of articles: https://schema.org/Article and what is more specific."""
_REFERRING_KEYS: Final = ("author", "creator", "publisher", "copyrightHolder", "mainEntityOfPage")


def unwrapped(value: Mapping[str, Any]) -> Mapping[str, Any]:
    """The object that holds the record's keys: ``_source`` of a search hit, with the hit's own keys; of a JSON-LD
    ``@graph`` with one article that article, with the author and publisher that it refers to; else the object itself.
    """
    source = value.get("_source")
    if isinstance(source, dict):
        return {**{key: given for key, given in value.items() if key != "_source"}, **source}
    graph = value.get("@graph")
    if isinstance(graph, list):
        articles = articles_in(graph)
        if len(articles) == 1:
            nodes = {node["@id"]: node for node in graph if isinstance(node, dict) and type(node.get("@id")) is str}
            return {key: _resolved(key, given, nodes) for key, given in articles[0].items()}
    return value


def articles_in(graph: list[Any]) -> list[dict[str, Any]]:
    """The nodes of a graph that are articles, by their type."""
    return [node for node in graph if isinstance(node, dict) and _is_article(node.get("@type"))]


def _is_article(kind: Any) -> bool:
    kinds = kind if isinstance(kind, list) else [kind]
    return any(isinstance(one, str) and _ARTICLE_TYPE.search(one) for one in kinds)


def _resolved(key: str, given: Any, nodes: Mapping[str, dict[str, Any]]) -> Any:
    """A reference of one level as the node that it names. What no node explains stays."""
    if key not in _REFERRING_KEYS:
        return given
    if isinstance(given, list):
        return [_resolved(key, part, nodes) for part in given]
    if isinstance(given, dict) and given.keys() <= {"@id", "@type"} and type(given.get("@id")) is str:
        return nodes.get(given["@id"], given)
    return given
