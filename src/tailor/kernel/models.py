from tailor.kernel.files.models import Leftover, StoredFile
from tailor.kernel.jobs.models import Job
from tailor.kernel.mail.models import Letter
from tailor.kernel.settings_kept import Setting
from tailor.kernel.stamps import Stamp

__all__ = ["Job", "Leftover", "Letter", "Setting", "Stamp", "StoredFile"]
