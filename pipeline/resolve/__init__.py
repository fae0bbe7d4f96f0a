"""Resolve mentions: days, places, actors, deaths; join the mentions of one event.

An article may tell of several incidents in turn. Which of its sentences belong together is asked three times, each time
with what is known by then:

- strands (`strands.py`), before places are chosen: the country that each paragraph is about. Places, the country of an
  event and its day come from its own strand.
- reports (`digests.py`), before mentions are joined: a paragraph or piece that begins with a deed in a place of its
  own. Mentions of two reports are two events.
- stretches (`stretches.py`), when mentions are joined: which events each sentence goes on about. Groups, claims and
  pursuers come from stretches that tell of no other event elsewhere.
"""

from pipeline.stage import Stage

STAGE = Stage(
    name="resolve",
    reads=("readings", "mentions"),
    writes=("candidates",),
    run="pipeline.resolve.run:resolve",
    key="article_id",
)
