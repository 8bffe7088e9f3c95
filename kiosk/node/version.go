package node

// Version is this program's version.
const Version = "0.1.0"
