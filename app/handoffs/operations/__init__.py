"""Operations on legs: opening at signing, steps, answers of agencies."""
