/** One server-sent event; a line that only says that somebody is there has neither name nor data. */
export interface Frame {
  name: string;
  id: string;
  data: string;
}

/** Cuts what comes into frames; what is not yet whole waits for the rest. Feed it text in pieces of any length. */
export function newFramer(): (piece: string) => Frame[] {
  let rest = "";
  return (piece) => {
    rest += piece;
    const blocks = rest.split(/\r?\n\r?\n/);
    rest = blocks.pop() ?? "";
    return blocks.map(frameOf);
  };
}

function frameOf(block: string): Frame {
  const frame: Frame = { name: "", id: "", data: "" };
  for (const line of block.split(/\r?\n/)) {
    const at = line.indexOf(":");
    const value = line.slice(at + 1).replace(/^ /, "");
    const field = line.slice(0, at);
    if (field === "event") frame.name = value;
    else if (field === "id") frame.id = value;
    else if (field === "data") frame.data += frame.data === "" ? value : `\n${value}`;
  }
  return frame;
}
