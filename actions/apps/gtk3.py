"""A GTK 3 window for the typing tests: writes its text to the file named, after each change."""
import sys

import gi
gi.require_version("Gtk", "3.0")
from gi.repository import Gtk  # noqa: E402 (after the version)


def changed(text):
    with open(sys.argv[1], "w", encoding="utf-8") as f:
        f.write(text.get_text(text.get_start_iter(), text.get_end_iter(), True))


window = Gtk.Window(title="typing test")
window.set_default_size(600, 400)
view = Gtk.TextView()
view.get_buffer().connect("changed", changed)
window.add(view)
window.show_all()
Gtk.main()
