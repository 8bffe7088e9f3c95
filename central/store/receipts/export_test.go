package receipts

// Statement is how a page of the list is asked for.
const Statement = list
