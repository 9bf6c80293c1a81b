"""The search index as the gate keeps it: words by scope, tails of phone numbers, a vocabulary of distinct words."""
