"""The report's pictures of stories and voices; see ``flows.charts`` for what all pictures have in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, cast

import altair as alt

from flows.charts import COLOURS, FONT, OTHER_COLOUR, WIDE, Layout, as_svg, drawable, inline_data, unlike

Row = Mapping[str, Any]

STORY_STEP: Final = 34
SHARE_STEP: Final = 24
HOURS_SHOWN: Final = 72
"""Longest story in hours that is still drawn by the hour; longer ones by the day."""
COLOURED_LANGUAGES: Final = len(COLOURS)


def stories_over_time(
    stories: Sequence[Row], members: Sequence[Row], names: Mapping[str, str], layout: Layout = WIDE
) -> str | None:
    """Dots: when the articles of each story came, counted from its first; the bigger a dot, the more articles at once,
    hollow where they are copies. ``stories`` have place and story (a headline), ``members`` place, hours, language and
    copy_role. None if no article is dated."""
    dated = [row for row in members if row["hours"] is not None]
    if not dated:
        return None
    totals: dict[str, int] = {}
    for row in dated:
        totals[row["language"]] = totals.get(row["language"], 0) + 1
    order = sorted(totals, key=lambda code: (-totals[code], code))
    shown = {code: drawable(names.get(code, code), layout) for code in order[:COLOURED_LANGUAGES]}
    labels = unlike([f"{row['place']}  {row['story'] or '–'}" for row in stories], layout)
    by_place = {row["place"]: label for row, label in zip(stories, labels, strict=True)}
    by_hour = max(row["hours"] for row in dated) <= HOURS_SHOWN
    unit, size = ("hours", 1.0) if by_hour else ("days", 24.0)
    counts: dict[tuple[int, str, bool, float], int] = {}
    for row in dated:
        at = round(row["hours"] / size, 0 if by_hour else 1)
        key = (row["place"], shown.get(row["language"], "Other"), row["copy_role"] is not None, at)
        counts[key] = counts.get(key, 0) + 1
    values = [
        {"story": by_place[place], "language": language, "is_copy": is_copy, "at": at, "articles": number}
        for (place, language, is_copy, at), number in sorted(counts.items())
    ]
    last = max([1.0, *(at for _, _, _, at in counts)])
    domain = [*shown.values(), *(["Other"] if len(order) > COLOURED_LANGUAGES else [])]
    colours = [*COLOURS[: len(shown)], OTHER_COLOUR][: len(domain)]
    scale = alt.Scale(domain=domain, range=colours)
    legend = alt.Legend(orient="top", columns=layout.legend_columns, symbolType="circle", symbolSize=110)
    axis = alt.Axis(
        ticks=False, domain=False, grid=True, labelLimit=0, minExtent=layout.label_width, maxExtent=layout.label_width
    )
    base = alt.Chart(inline_data(values)).encode(
        y=alt.Y("story:N", sort=labels, title=None, axis=axis, scale=alt.Scale(domain=labels)),
        x=alt.X(
            "at:Q",
            title=f"{unit} after its first article",
            scale=alt.Scale(domain=[-0.02 * last, 1.02 * last], nice=False),
            axis=alt.Axis(grid=False, tickMinStep=1, tickCount=layout.tick_count, format=",d"),
        ),
        size=alt.Size("articles:Q", scale=alt.Scale(domain=[1, 12], range=[70, 420], clamp=True), legend=None),
    )
    own = base.mark_point(filled=True, opacity=0.85).encode(
        color=alt.Color("language:N", title=None, scale=scale, legend=legend)
    )
    copies = base.mark_point(filled=False, strokeWidth=1.8, opacity=0.95).encode(
        color=alt.Color("language:N", title=None, scale=scale, legend=None)
    )
    layers = alt.layer(own.transform_filter("!datum.is_copy"), copies.transform_filter("datum.is_copy"))
    chart = cast(alt.LayerChart, layers)
    return as_svg(
        chart.properties(width=layout.width - layout.label_width, height=alt.Step(STORY_STEP)),
        "When the articles of the biggest stories came",
    )


def shares_of_voice(shares: Sequence[Row], layout: Layout = WIDE) -> str | None:
    """Bars: the share of texts that name somebody, net of copies, and a mark where it would be with copies. ``shares``
    have label, text_share and document_share, in the order to show. None if there are none."""
    if not shares:
        return None
    labels = unlike([str(row["label"]) for row in shares], layout)
    values = [
        {"label": label, "net": row["text_share"], "gross": row["document_share"]}
        for label, row in zip(labels, shares, strict=True)
    ]
    most = max(max(row["net"], row["gross"]) for row in values)
    axis = alt.Axis(ticks=False, domain=False, labelLimit=0, minExtent=layout.label_width, maxExtent=layout.label_width)
    y = alt.Y("label:N", sort=labels, title=None, axis=axis)
    scale = alt.Scale(domainMin=0, domainMax=most * 1.18)
    base = alt.Chart(inline_data(values))
    bars = base.mark_bar(size=13, cornerRadiusEnd=2, color=COLOURS[1]).encode(
        y=y, x=alt.X("net:Q", title=None, axis=None, scale=scale)
    )
    marks = base.mark_tick(thickness=2, size=19, color="currentColor", opacity=0.75).encode(
        y=y, x=alt.X("gross:Q", title=None, axis=None, scale=scale)
    )
    numbers = (
        base.transform_calculate(end="max(datum.net, datum.gross)")
        .mark_text(align="left", dx=7, fill="currentColor", fontSize=12, font=FONT)
        .encode(y=y, x=alt.X("end:Q", title=None, axis=None, scale=scale), text=alt.Text("net:Q", format=".1%"))
    )
    layers = cast(alt.LayerChart, alt.layer(bars, marks, numbers))
    return as_svg(
        layers.properties(width=layout.width - layout.label_width, height=alt.Step(SHARE_STEP)),
        "Share of texts that name a person, net of copies",
    )
