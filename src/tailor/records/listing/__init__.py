"""Lists: the question in the address, the one statement that answers it, the rows, the sentence it reads as."""
