"""The page people begin with: blocks that modules declare, put in order by each person."""
