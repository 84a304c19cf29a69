"""Write the modules of a generated package."""
