"""Operations on versions: editing, publishing, loading the catalogue, shorter local limits."""
