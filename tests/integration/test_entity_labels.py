"""Named entities are set as spaCy's own component sets them, word for word."""

from __future__ import annotations

import pytest

from pipeline.errors import SettingError
from pipeline.extract import entity_labels
from pipeline.extract.entity_labels import EntityLabels
from pipeline.extract.reading import bare_nlp, load_nlp

pytestmark = pytest.mark.integration

#: Entities of several words, at the end and across the start of a sentence, blanks, one word alone, nothing.
ODD = (
    "The Revolutionary Armed Forces of Colombia fought in New York City. United Nations\n\nSecurity Council met Annan",
    "  \n\n On 3 March 2014\n , Al Qaeda in the Arabian  Peninsula killed 12 in   Sana'a  \n",
    "He died on Monday. Tuesday. Wednesday night",
    "Kabul",
    "",
)


def test_entities_are_those_of_spacy(codebook_texts: list[str]) -> None:
    nlp = bare_nlp()
    entities = EntityLabels(nlp.get_pipe("ner"))
    count = 0
    for text in (*ODD, *codebook_texts):
        spacys = nlp(text)
        ours = nlp(text, disable=["ner"])
        found = [(token.ent_iob_, token.ent_type_) for token in entities(ours)]
        assert found == [(token.ent_iob_, token.ent_type_) for token in spacys]
        count += len(ours.ents)
    assert count > 300


def test_the_pipeline_uses_them() -> None:
    assert "conflict_entity_labels_v1" in load_nlp().pipe_names
    assert "ner" not in load_nlp().pipe_names
    assert [entity.label_ for entity in load_nlp()("Gunmen fled to Kabul on Monday.").ents] == ["GPE", "DATE"]


def test_a_model_that_looks_at_other_words_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entity_labels, "_LOOKED_AT", 6)
    with pytest.raises(SettingError, match="looks at 3 words"):
        EntityLabels(bare_nlp().get_pipe("ner"))
