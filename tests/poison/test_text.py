"""Text tables in wrong encodings, of monstrous shape, or with what is no number: each is refused by name."""

import codecs

import pytest

from tests.components.showers.tables import write
from tests.poison.harness import require_refusal
from tests.poison.made import ROWS, showers

TABLE = showers()


@pytest.fixture(scope="module")
def texts(tmp_path_factory):
    """Suffix -> a sound table in that format, as text."""
    folder = tmp_path_factory.mktemp("sound")
    return {suffix: write(TABLE, folder / f"a{suffix}").read_text() for suffix in (".csv", ".txt")}


def cell(text: str, place: int, value: str, row: int = 41) -> str:
    """A CSV table with one cell changed."""
    lines = text.splitlines()
    cells = lines[row].split(",")
    cells[place] = value
    lines[row] = ",".join(cells)
    return "\n".join(lines) + "\n"


def header(text: str, line: str) -> str:
    return line + "\n" + text.split("\n", 1)[1]


ENCODED = {
    "UTF-16": lambda text: text.encode("utf-16"),
    "UTF-16 without a mark": lambda text: text.encode("utf-16-le"),
    "UTF-32": lambda text: text.encode("utf-32"),
    "EBCDIC": lambda text: text.encode("cp500"),
    "NUL in every line": lambda text: text.replace(",", ",\0").replace("  ", " \0").encode(),
    "nothing but NUL": lambda text: bytes(len(text)),
    "old line ends": lambda text: text.replace("\n", "\r").encode(),
}


@pytest.mark.parametrize("suffix", [".csv", ".txt"])
@pytest.mark.parametrize("name", ENCODED)
def test_a_table_in_another_encoding_is_refused(fed, tmp_path, texts, name, suffix):
    path = tmp_path / f"showers{suffix}"
    path.write_bytes(ENCODED[name](texts[suffix]))
    require_refusal(fed("ground", path), f"showers{suffix}")


SPOILED = {
    "a million columns": (
        lambda text: ",".join(f"c{place}" for place in range(10**6)) + "\n" + "1," * 999_999 + "1\n",
        "1000000 columns are more than",
    ),
    "a million columns beside ours": (
        lambda text: "\n".join(line + "," * 10**5 for line in text.splitlines()[:20]) + "\n",
        "100009 columns are more than",
    ),
    "another alphabet": (lambda text: header(text, "事象,エネルギー,μ,É"), "no column event_id"),
    "a header in Latin-1": (lambda text: header(text, "\udce9v\udce9nement"), "no column event_id"),
    "no header": (lambda text: text.split("\n", 1)[1], "no column event_id"),
    "the header alone": (lambda text: text.split("\n", 1)[0] + "\n", "holds no records"),
    "the header again": (lambda text: text + text.split("\n", 1)[0] + "\n", f"record {ROWS + 2}, event_id"),
    "semicolons": (lambda text: text.replace(",", ";"), "no column event_id"),
    "a repeated column": (
        lambda text: text.replace("\n", ",1\n").replace(",1\n", ',"Energy"\n', 1),
        "more than one column",
    ),
    "a line of 100 MB": (lambda text: text + "1" * 10**8 + "\n", "a line is longer than"),
    "an open quote": (lambda text: text.replace("\n", '\n"', 1), "record 2: a quote is not closed"),
    "a comma for a point": (lambda text: cell(text, 6, "1,5"), "record 42: 10 values, expected 9"),
    "too few values": (lambda text: cell(text, 6, "1").replace(",", "", 1), "no column"),
    "a date": (lambda text: cell(text, 6, "2026-11-05"), "record 42, energy: 2026-11-05 is not a number"),
    "a huge integer": (lambda text: cell(text, 0, "1" * 400), "record 42, event_id: 1111"),
    "a number too large": (lambda text: cell(text, 2, "1e400"), "record 42, muons: 1e400 is not finite"),
    "a negative count": (lambda text: cell(text, 2, "-1"), "record 42, muons: -1 is outside"),
    "an infinite energy": (lambda text: cell(text, 6, "inf"), "record 42, energy: inf is not finite"),
    "a formula": (lambda text: cell(text, 6, "=2+3"), "record 42, energy: =2+3 is not a number"),
    "a value of 1 MB": (lambda text: cell(text, 6, "x" * 10**6), "record 42, energy: xxx"),
    "Arabic digits": (lambda text: cell(text, 6, "١٢"), "record 42, energy: ١٢ is not a number"),
    "HTML": (lambda text: "<!doctype html>\n<html><body>404</body></html>\n", "no column event_id"),
}  # fmt: skip


@pytest.mark.parametrize("name", SPOILED)
def test_a_spoiled_table_is_refused(fed, tmp_path, texts, name):
    spoil, words = SPOILED[name]
    path = tmp_path / "showers.csv"
    path.write_bytes(spoil(texts[".csv"]).encode(errors="surrogateescape"))
    require_refusal(fed("ground", path), "showers.csv", words)


@pytest.mark.parametrize(
    "content",
    [b"Herrera et al., Entropy 22, 998\n", b"\x89PNG\r\n\x1a\n" + bytes(10_000), b"1 2 3\n" * 1000],
)
def test_what_is_no_table_is_refused(fed, tmp_path, content):
    (tmp_path / "showers.txt").write_bytes(content)
    require_refusal(fed("ground", tmp_path / "showers.txt"), "showers.txt, record 1")


@pytest.mark.parametrize("line", [b"1 2 3\n", b"1 2 3 4 5 6 7 8 9 10\n"])
def test_a_large_table_of_something_else_is_refused_at_once(fed, tmp_path, line):
    (tmp_path / "showers.txt").write_bytes(line * 10**6)
    words = "none of 65536 lines from line 1 on has 9 values"
    require_refusal(fed("ground", tmp_path / "showers.txt"), "showers.txt", words)


@pytest.mark.parametrize(
    "harmless",
    [
        lambda text: codecs.BOM_UTF8 + text.encode(),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: codecs.BOM_UTF8 + text.replace("\n", "\r\n").encode(),
        lambda text: text.rstrip("\n").encode(),
        lambda text: ("\n\n" + text + "\n\n").encode(),
    ],
)
@pytest.mark.parametrize("suffix", [".csv", ".txt"])
def test_marks_line_ends_and_blank_lines_do_no_harm(fed, tmp_path, texts, harmless, suffix):
    (tmp_path / f"showers{suffix}").write_bytes(harmless(texts[suffix]))
    meal = fed("ground", tmp_path / f"showers{suffix}")
    assert (meal.code, meal.kept) == (0, ROWS), meal.message
