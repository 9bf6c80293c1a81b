// One behaviour a file. All listen on the document, so that fragments swapped in later just work.
import "./config";
import "./errors";
import "./toast";
import "./edit";
import "./palette";
import "./windows"; // before what else Esc means
import "./select";
import "./cursor";
import "./keys";
import "./columns";
import "./sort";
import "./menu";
import "./narrow";
import "./dialog";
import "./seg";
import "./live";
import "./drop";
import "./theme";
import "./composer";
import "./drafts";
import "./dupes";
import "./unless";
import "./refresh";
import "./whole";
import "./try";
import "./begin";
