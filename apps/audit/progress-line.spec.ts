import { ProgressLine, progressText } from './progress-line.js';

const now = new Date('2026-03-12T10:15:00.000Z');

it('says events per second, the share done and the estimated end', () => {
  expect(progressText({ events: 9_000, position: 30n, target: 120n }, 3_000, now)).toBe(
    'rebuilding:  25 %, 9000 events, 3000 events/s, estimated end 2026-03-12T10:15:09Z',
  );
  expect(progressText({ events: 0, position: 0n, target: 120n }, 0, now)).toContain('estimated end unknown');
});

it('writes over its one line on a terminal, and takes it away', () => {
  const written: string[] = [];
  const line = new ProgressLine({ isTTY: true, write: (text) => written.push(text) });
  line.tell({ events: 1, position: 1n, target: 2n });
  line.tell({ events: 2, position: 2n, target: 2n });
  line.end();
  expect(written).toHaveLength(2);
  expect(written[0]).toMatch(/^\rrebuilding: .*\u001b\[K$/);
  expect(written[1]).toBe('\r\u001b[K');
});

it('says nothing elsewhere about what is done in a moment', () => {
  const written: string[] = [];
  const line = new ProgressLine({ write: (text) => written.push(text) });
  line.tell({ events: 1, position: 1n, target: 2n });
  line.end();
  expect(written).toEqual([]);
});
