"""What is true about organisations, people, rosters and awards: no input, no output."""
