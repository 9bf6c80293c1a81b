"""What the API does with what happened."""

from tailor.api.webhooks.queueing import queue_deliveries
from tailor.history.readers import reads_log

reads_log("webhooks")(queue_deliveries)
