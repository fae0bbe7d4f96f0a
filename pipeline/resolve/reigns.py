"""What a text tells of years in which somebody ruled: "During the previous government, the embassy was attacked"."""

from __future__ import annotations

import re

from pipeline.records import Reading

#: Times of years that a sentence begins with.
_IN_A_REIGN = re.compile(
    r"\W*(?:during|in|throughout|under) (?:the )?(?:[\w'\u2019-]+ ){1,4}?"
    r"(?:administration|dictatorship|era|government|mandate|presidency|regime|reign|rule|tenure)"
    r"(?: of [^,;.]{1,40})?(?: \([^)]{1,20}\))?,",
    re.I,
)


def of_reigns(reading: Reading) -> frozenset[int]:
    """The sentences that tell of such years: one that begins so, and those behind it in its paragraph, up to one with a
    time of its own."""
    dated = {time.sentence for time in reading.time_expressions}
    out: set[int] = set()
    for index, sentence in enumerate(reading.sentences):
        is_next = index - 1 in out and reading.sentences[index - 1].paragraph == sentence.paragraph
        begins = _IN_A_REIGN.match(reading.text, sentence.start, sentence.end) is not None
        if begins or (is_next and index not in dated):
            out.add(index)
    return frozenset(out)
