import { setImmediate as turn } from 'node:timers/promises';
import { print, type Printed } from './printed-document.js';
import { NotPrinted, Printer } from './printer.js';

const limits = { atOnce: 1, waiting: 1, timeoutMs: 600_000, memoryMb: 512 };
const document = (...texts: string[]): Printed => ({
  title: 'Chronology',
  header: 'Chronology of a person',
  footer: ['ab'.repeat(32)],
  parts: texts.map((paragraph) => ({ paragraph })),
});
const short = document('A pupil was called names in the class chat.');
/** More than any limit lets through. */
const endless = document(
  ...Array.from({ length: 20_000 }, () => 'A pupil was called names in the class chat. '.repeat(50)),
);
const job = (printed: Printed) => ({ printed, password: undefined });
const always = new AbortController().signal;

const because = (printing: Promise<Buffer>): Promise<unknown> =>
  printing.then(
    () => 'printed',
    (error: unknown) => (error instanceof NotPrinted ? error.because : (error as Error).name),
  );

describe('D32: printing', () => {
  it('gives the same bytes in a thread of its own', async () => {
    expect((await new Printer(limits).print(job(short), always)).equals(await print(short))).toBe(true);
  });

  it('holds up nobody else: the process goes on while a page is laid out', async () => {
    const waiting = new AbortController();
    const printing = because(new Printer(limits).print(job(endless), waiting.signal));
    let ended = false;
    void printing.then(() => (ended = true));
    for (let turns = 0; turns < 1_000; turns += 1) await turn();
    expect(ended).toBe(false);
    waiting.abort();
    expect(await printing).toBe('AbortError');
  });

  it('ends what takes too long, and what takes too much memory', async () => {
    expect(await because(new Printer({ ...limits, timeoutMs: 1 }).print(job(short), always))).toBe('tooLarge');
    expect(await because(new Printer({ ...limits, memoryMb: 24 }).print(job(endless), always))).toBe('tooLarge');
  });

  it('prints a bounded number at once, lets a bounded number wait, and forgets whoever goes away', async () => {
    const printer = new Printer(limits);
    const [first, second] = [new AbortController(), new AbortController()];
    const printing = because(printer.print(job(endless), first.signal));
    const waiting = because(printer.print(job(short), second.signal));
    expect(await because(printer.print(job(short), always))).toBe('busy');
    second.abort();
    expect(await waiting).toBe('AbortError');
    const next = because(printer.print(job(short), always));
    first.abort();
    expect(await Promise.all([printing, next])).toEqual(['AbortError', 'printed']);
  });

  it('breaks a word that is longer than a line before it is measured', async () => {
    /** Microseconds of the processor, which another load on the machine does not change. */
    const effort = async (text: string): Promise<number> => {
      const before = process.cpuUsage();
      await print(document(text));
      return process.cpuUsage(before).user;
    };
    await print(short);
    const asWords = await effort(`${'x'.repeat(80)} `.repeat(123));
    // Measured letter by letter, over and over, it took some fifty times as much.
    expect(await effort('x'.repeat(9_900))).toBeLessThan(10 * asWords);
  });
});
