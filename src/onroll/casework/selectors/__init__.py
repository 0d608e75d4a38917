"""What may this person see of the cases? Every read takes the user and the day and returns only what they may see."""
