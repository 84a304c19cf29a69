"""Render the result of a check: text, JSON, SARIF, Markdown, GitHub annotations."""
