"""From what a phrase's slots held to edits, family by family."""
