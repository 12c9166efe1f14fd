/** How much somebody may save up, in seconds of their budget: what a page of ten lists asks for at once, several times over. */
const mostSeconds = 10;
/** How many people are remembered; whoever has not asked for that long has a full budget anyway. */
const mostRemembered = 10_000;

interface Account {
  left: number;
  /** Milliseconds since 1970. */
  at: number;
}

/**
 * What each person may ask for, in fields of entries: a list of 50 entries with 12 fields each is 600. It fills up with
 * time. A request may overdraw it, so that none is too large for it; the next one has to wait.
 */
export class Budgets {
  private readonly accounts = new Map<string, Account>();
  private readonly most: number;

  /** `perSecond` 0 is no limit. */
  constructor(
    readonly perSecond: number,
    private readonly now: () => number = Date.now,
  ) {
    this.most = perSecond * mostSeconds;
  }

  /** @returns how many seconds the person has to wait before anything more of theirs is looked at; 0 for not at all. */
  wait(person: string): number {
    if (this.perSecond === 0) return 0;
    const { left } = this.account(person);
    return left > 0 ? 0 : Math.ceil(-left / this.perSecond) || 1;
  }

  spend(person: string, fields: number): void {
    if (this.perSecond > 0) this.account(person).left -= fields;
  }

  private account(person: string): Account {
    const now = this.now();
    const known = this.accounts.get(person);
    if (known) {
      // A clock that is put back gives nothing and takes nothing.
      known.left = Math.min(this.most, known.left + (Math.max(0, now - known.at) / 1000) * this.perSecond);
      known.at = now;
      return known;
    }
    if (this.accounts.size >= mostRemembered) this.forgetFull(now);
    const account = { left: this.most, at: now };
    this.accounts.set(person, account);
    return account;
  }

  private forgetFull(now: number): void {
    for (const [person, { left, at }] of this.accounts)
      if (left + ((now - at) / 1000) * this.perSecond >= this.most) this.accounts.delete(person);
  }
}
