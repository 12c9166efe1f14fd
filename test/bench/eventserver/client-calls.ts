/** What the client process is asked, and what it answers. */
export interface Appends {
  readonly writers: number;
  readonly perWriter: number;
  /** It ends after so long in any case. */
  readonly ms: number;
  readonly bytes: number;
}

export interface AppendsMeasured {
  readonly appends: number;
  readonly perSecond: number;
  /** In ms. */
  readonly p50: number;
  readonly p99: number;
}

export interface Fill {
  readonly events: number;
  readonly needles: number;
  readonly bytes: number;
}

export interface Found {
  readonly found: number;
  readonly ms: number;
}
