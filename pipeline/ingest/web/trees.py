"""XML from outside, as a tree: no entities, nothing loaded, depth and text bounded by libxml2."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from lxml import etree

from pipeline.ingest.articles import Refused

#: Bytes of a feed or sitemap, before and after decompression. Sitemaps may have 50 MB; those of news are far smaller.
MAX_XML_BYTES = 16 * 1024 * 1024


def tree_of(data: bytes) -> etree._Element:
    """The root of a feed or sitemap, .gz or not; what is not well formed is read as far as it goes.

    Raises:
        Refused: UNREADABLE_FILE, if it is no XML or declares entities; TOO_LARGE.
    """
    if data.startswith(b"\x1f\x8b"):
        data = _unpacked(data)
    if b"<!ENTITY" in data:
        raise Refused("UNREADABLE_FILE", "declares entities")
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, recover=True, remove_comments=True,
        remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(data.lstrip(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Refused("UNREADABLE_FILE", "no XML") from error
    if root is None:
        raise Refused("UNREADABLE_FILE", "no XML")
    return root


def name_of(element: etree._Element) -> str:
    """Name of an element without its namespace, lower case; empty for what is no element."""
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def children(element: etree._Element, *names: str) -> Iterator[etree._Element]:
    """The elements directly inside that have one of the names."""
    return (child for child in element if name_of(child) in names)


def text_of(element: etree._Element, *names: str) -> str | None:
    """Text of the first element directly inside that has one of the names, blanks folded; None without any."""
    for name in names:
        for child in children(element, name):
            text = " ".join("".join(child.itertext()).split())
            if text:
                return text
    return None


def _unpacked(data: bytes) -> bytes:
    inflate = zlib.decompressobj(wbits=31)
    try:
        unpacked = inflate.decompress(data, MAX_XML_BYTES + 1)
    except zlib.error as error:
        raise Refused("UNREADABLE_FILE", "no gzip") from error
    if len(unpacked) > MAX_XML_BYTES:
        raise Refused("TOO_LARGE", f"more than {MAX_XML_BYTES} bytes")
    return unpacked
