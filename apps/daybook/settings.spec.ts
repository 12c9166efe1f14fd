import { readSettings, SettingsError } from './settings.js';

function problems(commandLine: string[], environment: NodeJS.ProcessEnv): readonly string[] {
  try {
    readSettings(commandLine, environment);
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
}

describe('settings', () => {
  it('need nothing to be set', () => {
    const settings = readSettings([], {});
    expect(settings.api).toEqual({ host: '127.0.0.1', port: 4000 });
    expect(settings.dataFolder).toBe(`${process.cwd()}/data`);
    expect(settings.demo).toBe(true);
    expect(settings.databaseUrl).toBeUndefined();
  });

  it('prefer the command line to the environment', () => {
    const settings = readSettings(['--port', '4010', '--data=/srv/daybook', '--no-demo'], {
      DAYBOOK_PORT: '4020',
      DAYBOOK_DATA: '/elsewhere',
    });
    expect(settings).toMatchObject({ api: { port: 4010 }, dataFolder: '/srv/daybook', demo: false });
  });

  it('take an empty variable as one that is not set', () => {
    expect(readSettings([], { DATABASE_URL: '', DAYBOOK_PORT: '' })).toMatchObject({ api: { port: 4000 } });
  });

  it('leave the demo schools out where real people sign in', () => {
    const settings = readSettings([], { OIDC_ISSUER: 'https://login.example', OIDC_AUDIENCE: 'daybook' });
    expect(settings.demo).toBe(false);
  });

  it.each([
    ['DAYBOOK_PORT', '0', 'DAYBOOK_PORT must be a number from 1 to 65535'],
    ['DAYBOOK_PORT', '65536', 'DAYBOOK_PORT must be a number from 1 to 65535'],
    ['EVENTSERVER_PORT', '21 13', 'EVENTSERVER_PORT must be a number from 1 to 65535'],
    ['DATABASE_URL', 'mysql://root@db', 'DATABASE_URL must be a URL that begins with postgres:// or postgresql://'],
    ['EVENTSTORE_URL', 'localhost:2113', 'EVENTSTORE_URL must be a URL that begins with esdb:// or esdb+discover://'],
    ['REDIS_URL', 'http://redis', 'REDIS_URL must be a URL that begins with redis:// or rediss://'],
    [
      'DAYBOOK_MASTER_KEY',
      'c2hvcnQ=',
      'DAYBOOK_MASTER_KEY must be 32 bytes in base64, as `openssl rand -base64 32` makes them',
    ],
    ['OIDC_ISSUER', 'https://login.example', 'OIDC_AUDIENCE must be set, because OIDC_ISSUER is'],
    ['OIDC_AUDIENCE', 'daybook', 'OIDC_ISSUER must be set, because OIDC_AUDIENCE is'],
  ])('refuse %s=%s by name and rule', (name, value, problem) => {
    expect(problems([], { [name]: value })).toEqual([problem]);
  });

  it('name the flag when the flag is wrong', () => {
    expect(problems(['--port', 'http'], {})).toEqual(['--port must be a number from 1 to 65535']);
  });

  it('refuse a flag nobody knows, and a stray word', () => {
    expect(problems(['--prot', '4000'], {})).toEqual([expect.stringContaining(`Unknown option '--prot'`)]);
    expect(problems(['start'], {})).toEqual([expect.stringContaining(`Unexpected argument 'start'`)]);
  });

  it('report all that is wrong at once', () => {
    const wrong = { DAYBOOK_PORT: 'x', DATABASE_URL: 'x', OIDC_AUDIENCE: 'daybook' };
    expect(problems(['--colour'], wrong)).toEqual([
      expect.stringContaining('--colour'),
      expect.stringContaining('DAYBOOK_PORT'),
      expect.stringContaining('DATABASE_URL'),
      expect.stringContaining('OIDC_ISSUER'),
    ]);
  });

  it('never repeat a value, which may be a password', () => {
    expect(problems([], { DATABASE_URL: 'mysql://root:hunter2@db' }).join()).not.toContain('hunter2');
  });
});
