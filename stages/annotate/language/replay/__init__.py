"""langdetect's algorithm for many texts at once, with the same answer to the last digit that is kept.

On the way from texts to answers: `prepare` takes out what langdetect takes out, `alphabet` knows what it makes of a
character, `profiles` holds its profiles as arrays, `ngrams` finds the n-grams of a batch of texts, `stream` is its
seeded random generator, `trials` draws n-grams and multiplies probabilities, all texts in step, and `replay` puts these
together. What langdetect does is quoted where it is done again; langdetect itself is the oracle of the tests.
"""
