"""Small charts for pages of reports: SVG without script, in the colours of the page around it, readable in grey."""

from __future__ import annotations

from collections.abc import Sequence

WIDTH, HEIGHT = 360, 170
#: Names that have room under the bars; of more of them only the first and the last are written.
_MOST_NAMES = 4
_FONT, _FONT_SIZE, _GLYPH = "system-ui, sans-serif", 11, 6
#: The newest bar is as dark as text, those before it are paler.
_NEWEST, _BEFORE, _LINES = "currentColor", "#8c8c8c", "#8c8c8c55"


def bars(title: str, values: Sequence[tuple[str, int]]) -> str:
    """A bar for each name, the newest last: the text of one SVG element.

    Args:
        title: What is counted.
        values: Names, each once, and counts from 0 up; at least one.
    """
    import leather

    _style()
    names = [name for name, _ in values]
    top = max(1, *(count for _, count in values))
    chart = leather.Chart(title)
    chart.add_y_scale(0, top)
    chart.add_y_axis(ticks=sorted({0, top // 2, top}), tick_formatter=lambda value, _, __: f"{value:,}")
    chart.add_x_axis(tick_formatter=lambda name, place, count: name if _is_written(place, count) else "")
    chart.add_columns(list(values), fill_color=lambda bar: _NEWEST if bar.x == names[-1] else _BEFORE)
    drawn: str = chart.to_svg(width=WIDTH, height=HEIGHT)
    words = f"{title}: {values[0][1]:,} in {names[0]}, {values[-1][1]:,} in {names[-1]}"
    return drawn.replace(
        "<svg ", f'<svg role="img" aria-label="{_attribute(words)}" viewBox="0 0 {WIDTH} {HEIGHT}" ', 1
    )


def _is_written(place: int, count: int) -> bool:
    return count <= _MOST_NAMES or place in (0, count - 1)


def _attribute(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")


def _style() -> None:
    """Have leather draw in the font and the colours of the page; it keeps its style in one place for all charts."""
    from leather import theme

    theme.background_color = "none"
    theme.title_color = theme.label_color = theme.zero_color = _NEWEST
    theme.tick_color = _LINES
    theme.title_font_family = theme.tick_font_family = _FONT
    theme.title_font_size = theme.tick_font_size = _FONT_SIZE
    theme.title_font_char_width = theme.tick_font_char_width = _GLYPH
