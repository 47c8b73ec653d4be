"""Operations of training. Nothing here commits."""
