"""What words mean whatever the text is about: numbers, terms. No stage, no store, no spaCy."""
