import { audit } from './audit.js';

// Whoever reads along, as `head`, may have seen enough.
process.stdout.on('error', () => process.exit());
const print = (line: string): Promise<void> =>
  new Promise((resolve) => process.stdout.write(`${line}\n`, () => resolve()));

process.exitCode = await audit(
  process.argv.slice(2),
  process.env,
  print,
  (line) => console.error(line),
  process.stderr,
);
