"""What the Perspective API promised, in our scores: attribute names, languages, sentences."""
