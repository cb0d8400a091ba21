"""Native libraries print to a file, people see the terminal."""

import os

from pipeline.terminal import native_messages_to


def test_what_is_printed_below_python_goes_to_the_file(tmp_path, capfd):
    with native_messages_to(tmp_path / "log.txt") as terminal:
        os.write(2, b"from native code\n")
        terminal.write("for a person\n")
    os.write(2, b"afterwards\n")
    assert (tmp_path / "log.txt").read_text() == "from native code\n"
    assert capfd.readouterr().err == "for a person\nafterwards\n"
