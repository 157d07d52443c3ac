"""Every sample letter by its name: those of the chase, and the replies beside it."""

from tests.letter_samples import chase_samples
from tests.reply_samples import reply_samples

SAMPLES = chase_samples() | reply_samples()
