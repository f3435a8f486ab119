"""Small plots as inline SVG: pure functions of numbers. Every value stands there as text; nothing is told by colour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup, escape

BAR, GAP, HEIGHT, HEAD, FOOT = 30, 6, 56, 14, 14


def shown(value: float, *, share: bool = False) -> str:
    """A number in few characters: `62%`, `1.2k`, `0.031`, `17`."""
    if share:
        return f"{value:.0%}" if value >= 0.0995 or value == 0 else f"{value:.1%}"
    for limit, unit in ((1e9, "G"), (1e6, "M"), (1e4, "k")):
        if abs(value) >= limit:
            return f"{value / (1000 if unit == 'k' else limit):.3g}{unit}"
    return f"{value:.0f}" if value == int(value) else f"{value:.3g}"


def bars(
    title: str, values: Sequence[tuple[str, float]], *, share: bool = False, limits: Sequence[float] = ()
) -> Markup:
    """One bar for each (label, value >= 0), the value above it and the label below.

    `limits`, where given, has one limit a bar: a line across it; a value beyond its limit is marked with `!`.
    """
    top = max([value for _, value in values] + list(limits), default=0.0) or 1.0
    width = len(values) * (BAR + GAP) + GAP
    parts, texts = [], []
    for index, (label, value) in enumerate(values):
        x = GAP + index * (BAR + GAP)
        height = max(0.0, value / top) * HEIGHT
        y = HEAD + HEIGHT - height
        over = bool(limits) and value > limits[index]
        parts.append(_rect("bar over" if over else "bar", x, y, BAR, height))
        if limits:
            at = HEAD + HEIGHT - limits[index] / top * HEIGHT
            parts.append(f'<line class="limit" x1="{x - 2:.1f}" x2="{x + BAR + 2:.1f}" y1="{at:.1f}" y2="{at:.1f}"/>')
        texts.append(_text(x + BAR / 2, y - 3, shown(value, share=share) + ("!" if over else "")))
        texts.append(_text(x + BAR / 2, HEAD + HEIGHT + 11, label))
    spoken = ", ".join(f"{label}: {shown(value, share=share)}" for label, value in values)
    if limits:
        title += (
            f" (limit {' to '.join(dict.fromkeys(shown(limit, share=share) for limit in (min(limits), max(limits))))})"
        )
    return _svg(title, spoken, width, HEAD + HEIGHT + FOOT, [*parts, *texts])


def distribution(title: str, counts: Mapping[str, int], rows: int = 6) -> Markup:
    """The commonest answers as horizontal bars with their counts; the rest as one row."""
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    shown_rows = [(_cut(answer), count) for answer, count in ordered[:rows]]
    if rest := ordered[rows:]:
        shown_rows.append((f"{len(rest)} others", sum(count for _, count in rest)))
    top = max((count for _, count in shown_rows), default=1) or 1
    parts = []
    for index, (label, count) in enumerate(shown_rows):
        y = index * 18
        parts.append(_text(108, y + 13, label, anchor="end"))
        parts.append(_rect("bar", 114, y + 3, max(1.0, count / top * 90), 12))
        parts.append(_text(118 + count / top * 90, y + 13, str(count), anchor="start"))
    spoken = ", ".join(f"{label}: {count}" for label, count in shown_rows)
    return _svg(title, spoken, 240, max(1, len(shown_rows)) * 18, parts)


def interval(title: str, count: float, total: float, bound: float) -> Markup:
    """How often something happened, and up to where its rate may lie: a bar from 0 to the bound, on a scale to 1."""
    rate = count / total if total else 0.0
    scale = max(0.1, min(1.0, 1.25 * max(bound, rate)))
    text = f"{count:.0f} of {total:.0f}; at most {shown(bound, share=True)} (95%)"
    parts = [
        _rect("track", 4, 4, 232, 10),
        _rect("reach", 4, 4, 232 * min(1.0, bound / scale), 10),
        _rect("bar", 4, 4, max(2.0, 232 * min(1.0, rate / scale)), 10),
        _text(4, 27, "0%", anchor="start"),
        _text(236, 27, shown(scale, share=True), anchor="end"),
        _text(120, 27, text),
    ]
    return _svg(title, text, 240, 32, parts)


def gauge(share: float) -> Markup:
    """A share in [0, 1] as a thin bar, beside a text that says the same."""
    parts = _rect("track", 0.5, 0.5, 111, 6) + _rect("bar", 0.5, 0.5, 111 * min(1.0, max(0.0, share)), 6)
    return Markup(f'<svg class="gauge" aria-hidden="true" width="112" height="7">{parts}</svg>')


def _svg(title: str, spoken: str, width: float, height: float, parts: Sequence[str]) -> Markup:
    label = escape(f"{title}: {spoken}")
    return Markup(
        f'<figure class="plot"><figcaption>{escape(title)}</figcaption>'
        f'<svg role="img" aria-label="{label}" width="{width:.0f}" height="{height:.0f}"'
        f' viewBox="0 0 {width:.0f} {height:.0f}">{"".join(parts)}</svg></figure>'
    )


def _rect(kind: str, x: float, y: float, width: float, height: float) -> str:
    return f'<rect class="{kind}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"/>'


def _text(x: float, y: float, text: str, anchor: str = "middle") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _cut(text: str) -> str:
    return text if len(text) <= 16 else text[:15] + "…"
