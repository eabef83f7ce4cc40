"""Masks alone, of the exact shape of the renders that they belong to."""
