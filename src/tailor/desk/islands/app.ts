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
import "./growing";
import "./menu";
import "./narrow";
import "./dialog";
import "./seg";
import "./live";
import "./bell";
import "./fresh";
import "./board";
import "./calendar";
import "./drop";
import "./theme";
import "./composer";
import "./send"; // after what else Ctrl+Enter means
import "./drafts";
import "./dupes";
import "./unless";
import "./refresh";
import "./quick";
import "./whole";
import "./try";
import "./begin";
import "./workshop";
