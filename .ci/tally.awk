# Prints "passed failed" of a file of go test -json events. A package that fails
# without a failing test of its own (it did not build, it panicked, it timed out)
# counts as one failure. A skipped test counts as neither.
!/"Action":"(pass|fail)"/ { next }
match($0, /"Package":"[^"]*"/) { pkg = substr($0, RSTART, RLENGTH) }
/"Test":"/ {
	if (/"Action":"pass"/) passed++
	else { failed++; named[pkg] = 1 }
	next
}
/"Action":"fail"/ { red[pkg] = 1 }
END {
	for (p in red) if (!(p in named)) failed++
	print passed + 0, failed + 0
}
