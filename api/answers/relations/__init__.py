"""Answers on relations: similar projects, peers, programmes, contacts, neighbourhoods."""
