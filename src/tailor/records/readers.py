"""What derived fields do with what happened."""

from tailor.history.readers import reads_log
from tailor.records.derived.following import note_followers

reads_log("derived")(note_followers)
