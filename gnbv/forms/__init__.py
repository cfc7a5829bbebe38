"""The forms of server pages: what a page may send, before any service sees it."""
