"""Fast decoders of responses, and the builders of records that they share."""
