"""Procedures and their versions as data (danh mục thủ tục hành chính)."""
