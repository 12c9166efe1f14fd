/** Whether the operating system refused with one of these codes (`ENOENT`, …). */
export function hasCode(error: unknown, ...codes: string[]): boolean {
  // Not `instanceof Error`: under Jest, Node's own errors come from another realm.
  return typeof error === 'object' && error !== null && 'code' in error && codes.includes(String(error.code));
}
