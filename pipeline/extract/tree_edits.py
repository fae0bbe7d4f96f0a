"""Edits of a parsed tree that several mends of the model's errors make, in place."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Token


def take_place(token: Token, of: Token) -> None:
    """Hang a word where another one hangs, in the same relation; where that one heads the sentence, so does the word.

    The other one keeps its place until the caller hangs it elsewhere.
    """
    above = of.head
    token.head, token.dep_ = (token if above == of else above), of.dep_


def make_sentence(verb: Token, subject: Token, *, relation: str = "nsubj") -> None:
    """Make a verb the head of its sentence, and a noun its subject: "nsubjpass" where it tells what befell that one."""
    verb.head, verb.dep_ = verb, "ROOT"
    subject.head, subject.dep_ = verb, relation
