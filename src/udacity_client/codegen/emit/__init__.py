"""Emit: the text of generated modules, from the intermediate representation."""
