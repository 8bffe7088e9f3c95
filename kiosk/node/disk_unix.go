//go:build unix

package node

import "golang.org/x/sys/unix"

// totalBytes is how large the disk of dir is.
func totalBytes(dir string) (int64, error) {
	var st unix.Statfs_t
	if err := unix.Statfs(dir, &st); err != nil {
		return 0, err
	}
	return int64(st.Blocks) * int64(st.Bsize), nil
}
