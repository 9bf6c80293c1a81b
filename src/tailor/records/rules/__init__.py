"""Rules the company makes: a formula that has to be true of a record, and what is said where it is not."""
