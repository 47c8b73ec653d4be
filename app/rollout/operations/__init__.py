"""Operations of the roll-out. Nothing here commits."""
