"""A page is whole: title, style and sections in one file that needs no other."""

import html.parser

from components.page.document import document


class Tags(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.opened = []

    def handle_starttag(self, tag, attrs):
        self.opened.append(tag)


def test_it_is_a_whole_page_with_its_own_style():
    page = document("a & b", ["<h1>one</h1>", "<p>two</p>"], ".own{color:red}")
    tags = Tags()
    tags.feed(page)
    assert tags.opened == ["html", "head", "meta", "meta", "title", "style", "body", "h1", "p"]
    assert "<title>a &amp; b</title>" in page
    assert ".own{color:red}</style>" in page


def test_it_is_made_for_dark_narrow_and_paper_and_loads_nothing():
    page = document("a", [])
    for medium in ("prefers-color-scheme:dark", "max-width:40rem", "@media print", "name=viewport"):
        assert medium in page
    assert not any(word in page for word in ("http", "url(", "<script", "@import", "src="))


def test_a_script_stands_inside_the_page_and_after_everything_else():
    assert document("a", ["<p>one</p>"], script="let b = 1").endswith(
        "<p>one</p><script>let b = 1</script></body></html>\n"
    )
