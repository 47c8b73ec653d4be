"""Operations on entries: numbered and frozen at signing, completed and copied later."""
