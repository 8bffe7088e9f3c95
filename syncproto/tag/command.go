package tag

import "slices"

// Command is the text of a command code, as it is printed and scanned.
//
// Every one is XX, a word, XX: letters and digits only, without Y and Z, so that
// a scanner which types with the wrong keyboard layout (US, German, Spanish)
// still delivers them; no word holds XX, so none is the start of another and two
// that arrived as one can be told apart.
type Command string

// The commands of the laminated sheet, in the sheet's order.
const (
	CommandOut        Command = "XXOUTXX"        // OUT: hand out
	CommandIn         Command = "XXINXX"         // IN: take back
	CommandMove       Command = "XXMOVEXX"       // MOVE: put at another place
	CommandCount      Command = "XXCOUNTXX"      // COUNT: count a place
	CommandPack       Command = "XXPACKXX"       // PACK: set aside for an order
	CommandNewOrder   Command = "XXNEWORDERXX"   // NEW ORDER: write an order
	CommandNextPerson Command = "XXNEXTPERSONXX" // NEXT PERSON: sign out, the next one comes
	CommandFinish     Command = "XXFINISHXX"     // FINISH: close the batch
	CommandUndo       Command = "XXUNDOXX"       // UNDO: take back my last fact
	CommandYes        Command = "XXOKXX"         // YES (spelt OK: a German layout would make ZES of it)
	CommandNo         Command = "XXNOXX"         // NO
	CommandQty5       Command = "XXQT5XX"        // QTY 5: the next counted code is five
	CommandQty10      Command = "XXQT10XX"       // QTY 10
	CommandQty25      Command = "XXQT25XX"       // QTY 25
	CommandDamaged    Command = "XXDAMAGEDXX"    // DAMAGED: the last thing is damaged
	CommandNotHere    Command = "XXNOTHEREXX"    // NOT HERE: what the list names is not where it should be
	CommandPrint      Command = "XXPRINTXX"      // PRINT: the slip of what was just done
)

var commands = []Command{
	CommandOut, CommandIn, CommandMove, CommandCount, CommandPack, CommandNewOrder,
	CommandNextPerson, CommandFinish, CommandUndo, CommandYes, CommandNo,
	CommandQty5, CommandQty10, CommandQty25, CommandDamaged, CommandNotHere, CommandPrint,
}

// Commands returns all commands in the order of the laminated sheet.
func Commands() []Command { return slices.Clone(commands) }

// Quantity is the number of a QTY command, else 0.
func (c Command) Quantity() int {
	switch c {
	case CommandQty5:
		return 5
	case CommandQty10:
		return 10
	case CommandQty25:
		return 25
	default:
		return 0
	}
}

func commandOf(text string) (Command, bool) {
	c := Command(upper(text))
	return c, slices.Contains(commands, c)
}
