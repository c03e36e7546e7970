"""The report's pictures of articles, names and rejects: rows in, SVG out, without a browser, a script or the network.

Every text that comes from articles goes through Vega's own escaping and then through `inline`, which lets only drawing
through. Lines and words take the page's text colour, so that the pictures follow its light and dark scheme.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, cast
from xml.etree import ElementTree

import altair as alt
import vl_convert

Row = Mapping[str, Any]

BAR: Final = 20


@dataclass(frozen=True, slots=True)
class Layout:
    """Sizes of one drawing, in the SVG's units; a page shows a unit as about one pixel.

    ``label_cells`` Latin letters fit into ``label_width`` at 12 units a line; a letter of East Asian scripts takes two.
    """

    width: int
    label_width: int
    label_cells: int
    legend_columns: int
    tick_count: int


WIDE: Final = Layout(width=780, label_width=240, label_cells=34, legend_columns=7, tick_count=8)
"""For screens: three quarters of the page's column."""
NARROW: Final = Layout(width=330, label_width=132, label_cells=18, legend_columns=2, tick_count=4)
"""For phones of 360 pixels and more."""

AXIS_WIDTH: Final = 44
"""Room for the numbers and the title of the axis of counts."""
FONT: Final = "system-ui, sans-serif"
SMALLEST_AXIS_BUCKETS: Final = 10
"""Buckets that the axis of time shows at least, so that a single day is a bar and not a wall."""

COLOURS: Final = ("#3f7fbf", "#d98032", "#4a9d78", "#b55a7a", "#8a76c8", "#a98b3f")
OTHER_COLOUR: Final = "#8c929a"
TYPE_COLOURS: Final = {"PERSON": "#d98032", "ORGANIZATION": "#3f7fbf", "LOCATION": "#4a9d78"}
TYPE_NAMES: Final = {"PERSON": "Person", "ORGANIZATION": "Organisation", "LOCATION": "Place"}

_DRAWING: Final = {"svg", "g", "path", "rect", "line", "text", "tspan", "circle", "clipPath", "defs"}
_ATTRIBUTES: Final = {
    "class", "clip-path", "cx", "cy", "d", "dx", "dy", "fill", "fill-opacity", "font-family", "font-size", "font-style",
    "font-weight", "height", "id", "opacity", "pointer-events", "preserveAspectRatio", "r", "rx", "ry", "stroke",
    "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "stroke-miterlimit", "stroke-opacity", "stroke-width",
    "text-anchor", "transform", "version", "viewBox", "width", "x", "x1", "x2", "y", "y1", "y2",
}  # fmt: skip
_SVG: Final = "http://www.w3.org/2000/svg"
_UNDRAWABLE: Final = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


def articles_over_time(
    buckets: Sequence[Row], grain: str, names: Mapping[str, str], layout: Layout = WIDE
) -> str | None:
    """Stacked bars: articles by time and language. ``buckets`` have bucket (date), language, documents; ``names`` gives
    each language code its name. None if there is nothing to draw."""
    if not buckets:
        return None
    totals: dict[str, int] = {}
    for row in buckets:
        totals[row["language"]] = totals.get(row["language"], 0) + row["documents"]
    order = sorted(totals, key=lambda code: (code == "other", -totals[code], code))
    colours = [OTHER_COLOUR if code == "other" else COLOURS[place % len(COLOURS)] for place, code in enumerate(order)]
    values = []
    height: dict[date, int] = {}
    for row in sorted(buckets, key=lambda row: order.index(row["language"])):
        below = height.get(row["bucket"], 0)
        height[row["bucket"]] = below + row["documents"]
        values.append(
            {
                "from": _stamp(row["bucket"]),
                "until": _stamp(_next(row["bucket"], grain)),
                "language": drawable(names.get(row["language"], row["language"]), layout),
                "below": below,
                "above": below + row["documents"],
            }
        )
    first = min(row["bucket"] for row in buckets)
    last = max(_next(row["bucket"], grain) for row in buckets)
    first, last = _padded(first, last, grain)
    shown = [drawable(names.get(code, code), layout) for code in order]
    chart = (
        alt.Chart(inline_data(values))
        .mark_rect(stroke=None)
        .encode(
            x=alt.X(
                "from:T",
                title=None,
                scale=alt.Scale(domain=[_stamp(first), _stamp(last)], type="utc"),
                axis=alt.Axis(
                    format=_date_format(first, last),
                    labelOverlap=True,
                    labelSeparation=18,
                    tickCount=layout.tick_count,
                    grid=False,
                ),
            ),
            x2="until:T",
            y2="below:Q",
            y=alt.Y(
                "above:Q",
                title="articles",
                scale=alt.Scale(zero=True),
                axis=alt.Axis(format=",d", tickMinStep=1, tickCount=5),
            ),
            color=alt.Color(
                "language:N",
                title=None,
                sort=shown,
                scale=alt.Scale(domain=shown, range=colours),
                legend=alt.Legend(orient="top", columns=layout.legend_columns, symbolType="square"),
            ),
        )
        .properties(width=layout.width - AXIS_WIDTH, height=240)
    )
    return as_svg(chart, f"Articles by {grain} and language")


def most_named(entities: Sequence[Row], layout: Layout = WIDE) -> str | None:
    """Bars: the entities that most documents name. ``entities`` have label, entity_type, document_count and entity_id,
    in the order to show. None if there are none."""
    if not entities:
        return None
    labels = unlike([str(row["label"]) for row in entities], layout)
    values = [
        {"label": label, "documents": row["document_count"], "type": TYPE_NAMES.get(row["entity_type"], "Other")}
        for label, row in zip(labels, entities, strict=True)
    ]
    types = [kind for kind in TYPE_NAMES if any(row["entity_type"] == kind for row in entities)]
    colour = alt.Color(
        "type:N",
        title=None,
        scale=alt.Scale(domain=[TYPE_NAMES[kind] for kind in types], range=[TYPE_COLOURS[kind] for kind in types]),
        legend=alt.Legend(orient="top", symbolType="square"),
    )
    return as_svg(_bars(values, "label", "documents", colour, layout), "The entities that most documents name")


def rejects_by_reason(reasons: Sequence[Row], layout: Layout = WIDE) -> str | None:
    """Bars: refused files, records and rows by reason, as far as they are still open. ``reasons`` have reason and
    still_open. None if nothing is."""
    values = [
        {"reason": drawable(row["reason"], layout), "rejects": row["still_open"]}
        for row in reasons
        if row["still_open"]
    ]
    if not values:
        return None
    values.sort(key=lambda row: (-row["rejects"], row["reason"]))
    return as_svg(_bars(values, "reason", "rejects", alt.value("#b55a5a"), layout), "Open rejects by reason")


def _bars(values: Sequence[Row], label: str, number: str, colour: Any, layout: Layout) -> alt.LayerChart:
    """Horizontal bars in the order given, each with its number at its end."""
    axis = alt.Axis(ticks=False, domain=False, labelLimit=0, minExtent=layout.label_width, maxExtent=layout.label_width)
    base = alt.Chart(inline_data(values)).encode(
        y=alt.Y(f"{label}:N", sort=[row[label] for row in values], title=None, axis=axis),
        x=alt.X(
            f"{number}:Q",
            title=None,
            axis=None,
            scale=alt.Scale(domainMin=0, domainMax=max(row[number] for row in values) * 1.1),
        ),
    )
    bars = base.mark_bar(size=BAR * 0.66, cornerRadiusEnd=2).encode(color=colour)
    numbers = base.mark_text(align="left", dx=5, fill="currentColor", fontSize=12, font=FONT).encode(
        text=alt.Text(f"{number}:Q", format=",d")
    )
    layers = cast(alt.LayerChart, alt.layer(bars, numbers))
    return layers.properties(width=layout.width - layout.label_width, height=alt.Step(BAR + 4))


def inline_data(values: Sequence[Row]) -> Any:
    """Rows as the data of a picture."""
    return alt.InlineData(values=[dict(row) for row in values])


def as_svg(chart: alt.Chart | alt.LayerChart, title: str) -> str:
    """A picture as an element for a page, in the page's inks and letters."""
    ink: dict[str, Any] = {"labelColor": "currentColor", "titleColor": "currentColor"}
    fonts: dict[str, Any] = {"labelFont": FONT, "titleFont": FONT, "labelFontSize": 12, "titleFontSize": 12}
    lines: dict[str, Any] = {"domainColor": "currentColor", "tickColor": "currentColor", "gridColor": "currentColor"}
    faint = {"domainOpacity": 0.4, "tickOpacity": 0.4, "gridOpacity": 0.12, "titleFontWeight": "normal"}
    chart = (
        chart.configure(background="transparent", font=FONT, aria=False, padding=4)
        .configure_view(stroke=None)
        .configure_axis(**ink, **fonts, **lines, **faint)
        .configure_legend(**ink, **fonts, labelLimit=160, columnPadding=26)
    )
    return inline(vl_convert.vegalite_to_svg(chart.to_dict()), title)


def inline(svg: str, title: str) -> str:
    """An SVG document → an element for a page: drawing only, whatever was in it, scaled to its place and named."""
    ElementTree.register_namespace("", _SVG)
    root = ElementTree.fromstring(svg)  # noqa: S314 - drawn here, and nothing external is resolved
    _strip(root)
    for size in ("width", "height"):
        root.attrib.pop(size, None)
    root.set("role", "img")
    root.set("aria-label", title)
    return ElementTree.tostring(root, encoding="unicode")


def _strip(element: ElementTree.Element) -> None:
    for name in list(element.attrib):
        value = element.attrib[name]
        if name not in _ATTRIBUTES or ("url(" in value and not value.startswith("url(#")):
            del element.attrib[name]
    for child in list(element):
        if not isinstance(child.tag, str) or child.tag.removeprefix(f"{{{_SVG}}}") not in _DRAWING:
            element.remove(child)
        else:
            _strip(child)


def drawable(text: str, layout: Layout) -> str:
    """A text on one line that fits beside a bar or into a legend, without characters that cannot be drawn."""
    text = " ".join(_UNDRAWABLE.sub(" ", text).split())
    cells = 0
    for place, letter in enumerate(text):
        cells += 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        if cells > layout.label_cells:
            return text[: place - 1].rstrip() + "…"
    return text


def unlike(labels: Sequence[str], layout: Layout) -> list[str]:
    """Labels as drawn, told apart by a number where two things have one name, because a bar is found by its label."""
    seen: dict[str, int] = {}
    told_apart = []
    for label in (drawable(label, layout) for label in labels):
        seen[label] = seen.get(label, 0) + 1
        told_apart.append(label if seen[label] == 1 else f"{label} ({seen[label]})")
    return told_apart


def _next(bucket: date, grain: str) -> date:
    if grain == "day":
        return bucket + timedelta(days=1)
    if grain == "week":
        return bucket + timedelta(days=7)
    if grain == "month":
        return date(bucket.year + bucket.month // 12, bucket.month % 12 + 1, 1)
    return date(bucket.year + 1, 1, 1)


def _padded(first: date, last: date, grain: str) -> tuple[date, date]:
    """A period of some buckets at least, with what there is in its middle."""
    days = {"day": 1, "week": 7, "month": 30, "year": 365}[grain] * SMALLEST_AXIS_BUCKETS
    missing = days - (last - first).days
    if missing <= 0:
        return first, last
    return first - timedelta(days=missing // 2), last + timedelta(days=missing - missing // 2)


def _stamp(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def _date_format(first: date, last: date) -> str:
    days = (last - first).days
    if days <= 70:
        return "%-d %b"
    return "%b %Y" if days <= 365 * 6 else "%Y"
