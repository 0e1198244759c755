"""What a release has beside the records: splits, what changed, and the cards that say what it is."""
