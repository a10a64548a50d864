"""The pages of whoever is signed in."""
