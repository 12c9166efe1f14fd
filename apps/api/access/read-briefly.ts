/** What is read for a request is asked for again after so long: an appointment that ends counts within a second. */
const freshMs = 250;
/** So many are remembered at a time; it is only for requests that come close together. */
const mostRemembered = 1_000;

/** Remembers what was just read by a key, so that requests that come close together ask once. */
export class ReadBriefly<Value> {
  private readonly read = new Map<string, { readonly until: number; readonly value: Promise<Value> }>();

  of(key: string, load: () => Promise<Value>): Promise<Value> {
    const known = this.read.get(key);
    if (known && known.until > performance.now()) return known.value;
    if (this.read.size >= mostRemembered) this.read.clear();
    const value = load();
    this.read.set(key, { until: performance.now() + freshMs, value });
    // What failed is asked for anew by the next request, and told to this one.
    value.catch(() => this.read.delete(key));
    return value;
  }
}
