package identity

// syncDir does nothing: Windows has no way to sync a directory, and NTFS
// journals the name with the file.
func syncDir(string) error { return nil }
