import { withoutForeign } from './foreign-variables.js';
import { Launcher } from './launcher.js';
import { readSettings, SettingsError, usage, type Settings } from './settings.js';

if (process.argv.includes('--help')) {
  console.log(usage);
  process.exit(0);
}

process.env = withoutForeign(process.env);

let settings: Settings;
try {
  settings = readSettings(process.argv.slice(2), process.env);
} catch (error) {
  if (!(error instanceof SettingsError)) throw error;
  console.error(['Daybook cannot start with these settings:', ...error.problems.map((each) => `  ${each}`)].join('\n'));
  process.exit(2);
}

const launcher = new Launcher(settings);
let firstAsked: number | undefined;
const endAsked = (): void => {
  firstAsked ??= Date.now();
  launcher.stop();
  // One Ctrl-C may arrive twice, from the terminal and from npm; only a later one is impatience.
  if (Date.now() - firstAsked < 1_000) return;
  launcher.kill();
  process.exit(1);
};
process.on('SIGINT', endAsked);
process.on('SIGTERM', endAsked);
process.exit(await launcher.run());
