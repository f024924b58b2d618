"""Segments → regions in reading order: text columns, tables, and what spans them.

The page is cut into strips by its horizontal white; neighbouring strips that share a vertical
gutter are taken together, and the columns on both sides of it are read one after the other, unless
the lines on both sides belong to each other: then it is a table, and is read row by row.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

from dualens.documents.segments import Segment

Row = list[list[Segment]]
"""A table row: the segments of each column, in reading order; a column may be empty."""

_MOST_DEPTH = 8
_GUTTER = 1.0  # narrowest gutter, in letter heights
_ALIGNED = 0.6
_FAR = 1e9


@dataclass(slots=True)
class Region:
    """A piece of the page that is read as one: lines of running text, or a table's rows."""

    lines: list[list[Segment]] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)


@dataclass(slots=True)
class _Group:
    """Strips that are read together, and the white that runs down all of them."""

    strips: list[list[Segment]]
    free: list[tuple[float, float]]
    gutters: list[tuple[float, float]]
    left: float
    right: float


def find_regions(segments: list[Segment], depth: int = 0) -> list[Region]:
    """The regions of a page or a column, in reading order."""
    if not segments:
        return []
    unit = sorted(segment.height for segment in segments)[len(segments) // 2]
    regions: list[Region] = []
    for group in _groups(_strips(segments), _GUTTER * unit):
        if not group.gutters or depth >= _MOST_DEPTH or _is_one_line(group, unit):
            lines = [line for strip in group.strips for line in text_lines(strip)]
            if regions and regions[-1].lines and not regions[-1].rows and not group.gutters:
                regions[-1].lines.extend(lines)
            else:
                regions.append(Region(lines=lines))
            continue
        columns = _columns(group)
        beside = _side_by_side(columns)
        if beside:
            for part in beside:
                regions.extend(find_regions(part, depth + 1))
            continue
        if is_table(columns):
            regions.append(Region(rows=_rows(group, columns)))
            continue
        for part in _parts(columns):
            regions.extend(find_regions(part, depth + 1))
    return regions


def _parts(columns: list[list[Segment]]) -> list[list[Segment]]:
    """What is read one after the other of columns that are no table as a whole.

    Two tables, or a table and a column of text, may stand side by side: they are parted at the
    gutter over which the fewest lines are aligned.
    """
    if len(columns) <= 2:
        return columns
    sides = [(_flat(columns[:at]), _flat(columns[at:])) for at in range(1, len(columns))]
    worst = min(sides, key=lambda side: _aligned(*side))
    if _aligned(*worst) < _ALIGNED:
        return list(worst)
    return columns


def _side_by_side(columns: list[list[Segment]]) -> list[list[Segment]]:
    """Tables or lists side by side, told by how the file was written; empty where there are none.

    A file that writes a table row by row goes to and fro over the table's own gutters. It does not
    cross the one between two tables: it finishes the first before it begins the second.
    """
    for at in range(1, len(columns)):
        left, right = columns[:at], columns[at:]
        sides = [_flat(left), _flat(right)]
        lines = min(len(text_lines(side)) for side in sides)
        if (
            lines >= 3
            and _crossings(sides) <= 1 + lines // 4
            and (_by_rows(left) or _by_rows(right))
        ):
            return sides
    return []


def _by_rows(columns: list[list[Segment]]) -> bool:
    """Whether the file writes these columns line by line, to and fro between them."""
    if len(columns) < 2:
        return False
    lines = min(len(text_lines(column)) for column in columns)
    return lines >= 2 and _crossings(columns) >= 1.5 * lines


def _crossings(columns: list[list[Segment]]) -> int:
    """How often the file goes from one of the columns to another."""
    placed = sorted((s.first, at) for at, column in enumerate(columns) for s in column)
    return sum(before[1] != after[1] for before, after in itertools.pairwise(placed))


def _flat(columns: list[list[Segment]]) -> list[Segment]:
    return [segment for column in columns for segment in column]


def _aligned(left: list[Segment], right: list[Segment]) -> float:
    """Share of the lines on the side with fewer that stand level with a line on the other."""
    fewer, more = sorted((text_lines(left), text_lines(right)), key=len)
    levels = [line[0].middle for line in more]
    level = sum(
        any(abs(line[0].middle - other) < 0.3 * line[0].height for other in levels)
        for line in fewer
    )
    return level / max(len(fewer), 1)


def _is_one_line(group: _Group, unit: float) -> bool:
    """Whether it is a line of text with a wide blank in it, as justified lines have."""
    return len(group.strips) == 1 and all(b - a < 2.0 * unit for a, b in group.gutters)


def _strips(segments: list[Segment]) -> list[list[Segment]]:
    """Segments that overlap in height, from top to bottom.

    Boxes reach over the line's leading, so the middle 60 % of each counts.
    """
    strips: list[list[Segment]] = []
    end = -_FAR
    for segment in sorted(segments, key=lambda s: s.middle - 0.3 * s.height):
        if segment.middle - 0.3 * segment.height >= end:
            strips.append([])
        strips[-1].append(segment)
        end = max(end, segment.middle + 0.3 * segment.height)
    return strips


def _subtract(
    free: list[tuple[float, float]], segments: list[Segment], least: float
) -> list[tuple[float, float]]:
    """What is left of the white when these segments are taken out."""
    for segment in segments:
        left, right = segment.left, segment.right
        kept = []
        for a, b in free:
            if right <= a or left >= b:
                kept.append((a, b))
                continue
            if left - a >= least:
                kept.append((a, left))
            if b - right >= least:
                kept.append((right, b))
        free = kept
    return free


def _gutters(
    free: list[tuple[float, float]], left: float, right: float
) -> list[tuple[float, float]]:
    return [(a, b) for a, b in free if a > left and b < right]


def _groups(strips: list[list[Segment]], least: float) -> list[_Group]:
    """Neighbouring strips that share their gutters, or have none."""
    groups: list[_Group] = []
    for strip in strips:
        left, right = min(s.left for s in strip), max(s.right for s in strip)
        alone = _subtract([(-_FAR, _FAR)], strip, least)
        own = _gutters(alone, left, right)
        if groups:
            last = groups[-1]
            if not last.gutters and not own:
                last.strips.append(strip)
                last.left, last.right = min(last.left, left), max(last.right, right)
                continue
            if last.gutters:
                wide_left, wide_right = min(last.left, left), max(last.right, right)
                free = _subtract(last.free, strip, least)
                shared = _gutters(free, wide_left, wide_right)
                if _goes_on(last.gutters, own, shared):
                    last.strips.append(strip)
                    last.free, last.gutters = free, shared
                    last.left, last.right = wide_left, wide_right
                    continue
        groups.append(_Group([strip], alone, own, left, right))
    return groups


def _goes_on(
    before: list[tuple[float, float]],
    own: list[tuple[float, float]],
    shared: list[tuple[float, float]],
) -> bool:
    """Whether a strip belongs to the columns above: most gutters of both run through."""
    return len(shared) >= 1 and 2 * len(shared) >= max(len(before), len(own))


def _columns(group: _Group) -> list[list[Segment]]:
    """The segments between the gutters, from left to right."""
    edges = [(a + b) / 2 for a, b in sorted(group.gutters)]
    columns: list[list[Segment]] = [[] for _ in range(len(edges) + 1)]
    for strip in group.strips:
        for segment in strip:
            middle = (segment.left + segment.right) / 2
            columns[sum(middle > edge for edge in edges)].append(segment)
    return [column for column in columns if column]


def text_lines(segments: list[Segment]) -> list[list[Segment]]:
    """Segments on the same base line, each line from left to right, lines from top to bottom."""
    lines: list[list[Segment]] = []
    middle = height = 0.0
    for segment in sorted(segments, key=lambda s: s.middle):
        if lines and segment.middle - middle < 0.5 * min(height, segment.height):
            lines[-1].append(segment)
        else:
            lines.append([segment])
            middle, height = segment.middle, segment.height
    for line in lines:
        line.sort(key=lambda s: s.left)
    return lines


def _is_prose(column: list[Segment]) -> bool:
    """Whether a column's lines are mostly full, as running text is, and long."""
    lines = text_lines(column)
    if len(lines) < 3:
        return False
    if sum(len(line) == 1 for line in lines) < 0.7 * len(lines):
        return False  # wide gaps within the lines: cells
    left, right = min(s.left for s in column), max(s.right for s in column)
    reach = sorted(line[-1].right - left for line in lines)
    words = sum(s.last - s.first for s in column) / len(lines)
    return reach[len(reach) // 2] > 0.8 * (right - left) and words >= 3.5


def is_table(columns: list[list[Segment]]) -> bool:
    """Whether what stands side by side belongs together row by row."""
    if len(columns) < 2 or _is_prose(columns[0]) or sum(map(_is_prose, columns)) > 1:
        return False
    if len(columns) < 3 and min(len(text_lines(column)) for column in columns) < 2:
        return False
    return all(
        _aligned(_flat(columns[:at]), _flat(columns[at:])) >= _ALIGNED
        for at in range(1, len(columns))
    )


def _rows(group: _Group, columns: list[list[Segment]]) -> list[Row]:
    """The rows of a table; a line without a cell in the first column goes on the row above."""
    place = {id(s): at for at, column in enumerate(columns) for s in column}
    rows: list[Row] = []
    end = -_FAR
    for strip in group.strips:
        for line in _table_lines(strip, place):
            top = min(s.top for s in line)
            height = line[0].height
            fresh = any(place[id(s)] == 0 for s in line) or top - end > 0.7 * height
            if fresh or not rows:
                rows.append([[] for _ in columns])
            for segment in line:
                rows[-1][place[id(segment)]].append(segment)
            end = max(s.bottom for s in line)
    return rows


def _table_lines(strip: list[Segment], place: dict[int, int]) -> list[list[Segment]]:
    """The lines of a strip; one whose cells are of different height each is a single line."""
    counts: dict[int, int] = {}
    for segment in strip:
        counts[place[id(segment)]] = counts.get(place[id(segment)], 0) + 1
    first = counts.get(0, 0)
    if first <= 1:
        return [sorted(strip, key=lambda s: (place[id(s)], s.middle, s.left))]
    return text_lines(strip)
