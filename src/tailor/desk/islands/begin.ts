// A form that comes as a page of its own is begun at the field the server says: the one at fault, else the first.
import { $ } from "./page";

const begin = $("[data-begin] :is(input:not([type=hidden]), select, textarea)");
// a finger has not asked for the keyboard yet, unless something is to be mended
if (begin && (matchMedia("(hover: hover)").matches || $("[data-begin] .wrong"))) begin.focus();
