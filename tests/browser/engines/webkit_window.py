"""A bare browser window of WebKitGTK with a profile folder: `python3 webkit_window.py FOLDER`, told by WebDriver.

The small browser that comes with WebKitGTK forgets everything at its end when it is driven; this one keeps it, so
that it can be killed and opened again. It runs on the Python of the system, whose `gi` knows the library.
"""

import sys

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("WebKit2", "4.1")
from gi.repository import Gtk, WebKit2  # noqa: E402

folder = sys.argv[1]
data = WebKit2.WebsiteDataManager(
    base_data_directory=f"{folder}/data", base_cache_directory=f"{folder}/cache"
)
context = WebKit2.WebContext.new_with_website_data_manager(data)
context.get_cookie_manager().set_persistent_storage(f"{folder}/cookies", WebKit2.CookiePersistentStorage.TEXT)
context.set_preferred_languages(["vi-VN"])
context.set_automation_allowed(True)


def window(_session):
    view = WebKit2.WebView(web_context=context, is_controlled_by_automation=True)
    frame = Gtk.Window()
    frame.set_default_size(400, 760)
    frame.add(view)
    frame.show_all()
    return view


def started(_context, session):
    about = WebKit2.ApplicationInfo.new()
    about.set_name("gnbv-webkit")
    about.set_version(1, 0, 0)
    session.set_application_info(about)
    session.connect("create-web-view", window)


context.connect("automation-started", started)
Gtk.main()
