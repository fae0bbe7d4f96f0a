"""A comparison for programs and as a page: figures with what they mean, types side by side, the events themselves."""

from __future__ import annotations

import json
from importlib import resources

from pipeline.publish.compare import Comparison

#: Rows of a page in each list.
MOST_SHOWN = 200
#: What each figure of `Comparison.figures` means, in its order.
MEANING = {
    "matched": "events that both have",
    "only_ours": "events of ours without a partner in the file",
    "only_theirs": "events of the file without a partner among ours",
    "share_of_ours_matched": "of our events, how many have a partner; 1 is all",
    "share_of_theirs_matched": "of theirs, how many have a partner; 1 is all",
    "type_kappa": "agreement on the type beyond chance: 1 is full, 0 is chance",
    "same_day": "share of the pairs that give the same day",
    "median_km": "half of the pairs lie at most so many kilometres apart",
    "deaths_same": "share of the pairs that give the same number of deaths",
    "deaths_mean_difference": "deaths by which a pair differs, on average",
    "deaths_ours": "deaths in the pairs, by ours",
    "deaths_theirs": "deaths in the pairs, by theirs",
}


def as_json(found: Comparison) -> str:
    """Figures, types, pairs and events without a partner."""
    document = {
        "shape": found.shape,
        "limits": {"days": found.limits.days, "km": found.limits.km},
        "figures": found.figures(),
        "types": [{"ours": one, "theirs": other, "pairs": count} for (one, other), count in found.types()],
        "outside": {"ours": found.outside_ours, "theirs": found.outside_theirs},
        "matched": [
            {"ours": p.ours.id, "theirs": p.theirs.id, "agreement": p.agreement, "days": p.days, "km": p.km}
            | {"deaths_ours": p.ours.deaths, "deaths_theirs": p.theirs.deaths}
            for p in found.matched
        ],
        "only_ours": [one.id for one in found.only_ours],
        "only_theirs": [one.id for one in found.only_theirs],
        "unusable": found.unusable,
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def as_html(found: Comparison, ours: str, theirs: str) -> str:
    """One page to read, with the pairs that differ most first; style included, nothing is loaded."""
    from jinja2 import Environment

    source = resources.files("pipeline.publish").joinpath("compare.html.jinja").read_text(encoding="utf-8")
    template = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(source)
    pairs = sorted(
        found.matched, key=lambda one: (one.agreement, -abs(one.ours.deaths - one.theirs.deaths), one.ours.id)
    )
    told = {"found": found, "figures": found.figures(), "meaning": MEANING, "pairs": pairs, "most": MOST_SHOWN}
    return template.render(ours=ours, theirs=theirs, **told) + "\n"
