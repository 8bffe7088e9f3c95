package sqlitex

// Waiting is how many writes wait for their turn.
func (s *Shared[T]) Waiting() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.waiting)
}

// Kept is how many statements are kept.
func (s *Statements) Kept() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.kept)
}
