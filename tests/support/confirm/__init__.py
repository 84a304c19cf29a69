"""A second API, written apart from the emulator, that departs from what is assumed."""
