"""Reading pages as people do: text without tags, the cells of a row, what stands under a heading."""

import html
import re


def words_of(content: str) -> str:
    """What a person reads."""
    body = re.sub(r"<(script|style)>.*?</\1>|<head>.*?</head>", "", content, flags=re.S)
    inside_words = re.sub(r"</?(b|abbr|span|strong)\b[^>]*>", "", body)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", " ", inside_words))).strip()


def part(content: str, anchor: str) -> str:
    """The HTML of a part of the page."""
    return content[content.index(f"id='{anchor}'") :].split("</section><section class=part")[0]


def under(content: str, heading: str) -> str:
    """The HTML from a heading to the next of its kind."""
    found = re.search(rf"<(h[234])[^>]*>{re.escape(heading)}.*?</\1>", content)
    assert found, heading
    return content[found.end() :].split(f"<{found[1]}")[0]


def rows(content: str) -> list[list[str]]:
    """The cells of every row that has any, as a person reads them."""
    found = (re.findall(r"<td[^>]*>(.*?)</td>", row, flags=re.S) for row in content.split("<tr>")[1:])
    return [[words_of(cell) for cell in cells] for cells in found if cells]


def row(content: str, first: str) -> list[str]:
    """The other cells of the first row that begins so."""
    return next(cells[1:] for cells in rows(content) if cells[0] == first)
