"""Run the `udacity` command as `python -m udacity_client`."""

from __future__ import annotations

from udacity_client.cli import main

main()
