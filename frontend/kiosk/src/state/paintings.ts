import type { PaintedCard } from "../api/types";

/** The program takes as many of one beat. */
const mostOfABeat = 500;

/** So many keys wait for their card, and cards to be told: a page whose program is away forgets the oldest. */
const mostKept = 2000;

/**
 * Waits for the frame that will show the document as it is now. Just before it is drawn, `still` says whether it matters;
 * `run` follows when it was drawn.
 */
export type Painted = (still: () => boolean, run: () => void) => void;

/** From the last key of each scan to the frame that shows its card, one by one, until the program was told. */
export class Paintings {
  private readonly pressed = new Map<string, number>();
  private untold: PaintedCard[] = [];
  private current = "";

  constructor(
    private readonly painted: Painted,
    private readonly clock: () => number = () => performance.now(),
  ) {}

  /** A scan's last key was pressed at `at`, on the page's clock. */
  press(id: string, at: number): void {
    this.pressed.set(id, at);
    if (this.pressed.size > mostKept) this.pressed.delete([...this.pressed.keys()][0] ?? "");
  }

  /**
   * The card that answers gesture `id` is in the document, until what is returned is called. One that leaves it before the
   * frame was never seen.
   */
  show(id: string): () => void {
    this.current = id;
    const gone = (): void => {
      if (this.current === id) this.current = "";
    };
    const at = this.pressed.get(id);
    if (at === undefined) return gone;
    this.pressed.delete(id);
    this.painted(
      () => this.current === id,
      () => {
        this.untold.push({ id, us: Math.max(0, Math.round((this.clock() - at) * 1000)) });
        if (this.untold.length > mostKept) this.untold.shift();
      },
    );
    return gone;
  }

  /** What the program has not heard of, in its order. */
  next(): PaintedCard[] {
    return this.untold.slice(0, mostOfABeat);
  }

  /** The program has heard of these. */
  told(cards: readonly PaintedCard[]): void {
    this.untold = this.untold.filter((card) => !cards.includes(card));
  }
}
