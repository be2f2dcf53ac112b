"""Asking the pages of work for something, and reading a page's title."""

from html.parser import HTMLParser

from django.urls import reverse

HTMX = {"HTTP_HX_REQUEST": "true"}


def get(client, name, *args, **headers):
    return client.get(reverse(f"worklist:{name}", args=args), **headers)


def post(client, name, *args, data=None, **headers):
    return client.post(reverse(f"worklist:{name}", args=args), data or {}, **headers)


class Titles(HTMLParser):
    """The title of a page."""

    inside, text = False, ""

    def handle_starttag(self, tag, attrs):
        self.inside = tag == "title"

    def handle_data(self, data):
        self.text += data if self.inside else ""


def title(page) -> str:
    reader = Titles()
    reader.feed(page.content.decode())
    return reader.text.strip()
