"""A living company to look at: «Façade & Roof», its people, its clients and two years of work with them.

Everything is invented. It enters through the gate, by the employee who did it, at the moment it was done.
"""
