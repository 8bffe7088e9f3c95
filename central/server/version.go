package server

// Version is the release that this program belongs to.
const Version = "0.1.0"
