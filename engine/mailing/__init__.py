"""What providers tell of mails after they took them, in one vocabulary: bytes in, facts out."""
