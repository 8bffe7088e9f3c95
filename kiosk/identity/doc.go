// Package identity proves at a dock who is who without central: the kiosk's own
// key, and the PINs of the people who stand before it.
//
// Invariants: a device key is written once, whole or not at all; its file is never
// overwritten, and moved aside only for a key that central has taken; a try at a PIN is counted on disk before it is judged, so that
// neither a crash nor a restart gives one away; neither keys nor PINs reach an
// error's text or a log.
//
// Concurrency: a Key may be used by everybody at once. A PINs checks one PIN at
// a time, because each check takes 19 MiB and a core for a moment.
package identity
