// What only the pages before signing in need; a file of its own, so that no other page carries it.
import "./proof";
import "./passkeys";
