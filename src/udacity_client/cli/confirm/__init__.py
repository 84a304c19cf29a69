"""`udacity schema confirm`: compare what was assumed about the API with the API."""
