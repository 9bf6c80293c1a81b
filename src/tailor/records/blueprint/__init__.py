"""The blueprint: the company's own shape as one document. It is put together from the records of all types that say how
they stand in it (`RecordType.shaping`), and taken apart into changes of them."""
