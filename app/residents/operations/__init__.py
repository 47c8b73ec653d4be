"""Operations on the population database."""
