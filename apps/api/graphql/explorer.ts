import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';

const style = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  body { margin: 0 auto; max-width: 80rem; padding: 1rem; }
  main { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(20rem, 1fr)); }
  label { display: block; font-weight: 600; margin-top: .5rem; }
  textarea, input, select, pre { box-sizing: border-box; font: 14px/1.4 ui-monospace, monospace; width: 100%; }
  textarea, input, select { padding: .4rem; }
  pre { border: 1px solid; margin: 0; max-height: 70vh; min-height: 20rem; overflow: auto; padding: .5rem; white-space: pre-wrap; }
  button { font: inherit; margin-top: .75rem; padding: .4rem 1.2rem; }
`;

const script = `
  const at = (id) => document.getElementById(id);
  const named = (type) => type.ofType ? (type.kind === 'LIST' ? '[' + named(type.ofType) + ']' : named(type.ofType) + '!') : type.name;
  const leafOf = (type) => type.ofType ? leafOf(type.ofType) : type.name;
  const send = async (body) => {
    const headers = { 'content-type': 'application/json', accept: 'application/json', authorization: 'Bearer ' + at('token').value.trim() };
    const response = await fetch('/graphql', { method: 'POST', headers, body: JSON.stringify(body) });
    return response.json();
  };
  const run = async () => {
    at('answer').textContent = 'Waiting …';
    try {
      const variables = at('variables').value.trim() === '' ? undefined : JSON.parse(at('variables').value);
      at('answer').textContent = JSON.stringify(await send({ query: at('query').value, variables }), null, 2);
    } catch (error) {
      at('answer').textContent = error instanceof SyntaxError ? 'The variables must be JSON.' : 'There was no answer.';
    }
  };
  let types = new Map();
  const show = () => {
    const type = types.get(at('type').value);
    if (!type) return;
    const args = (given) => given && given.length ? '(' + given.map((a) => a.name + ': ' + named(a.type)).join(', ') + ')' : '';
    const lines = [type.kind.toLowerCase().replace('_', ' ') + ' ' + type.name, type.description || ''];
    for (const field of type.fields || type.inputFields || [])
      lines.push('', field.name + args(field.args) + ': ' + named(field.type), field.description ? '    ' + field.description : '');
    for (const value of type.enumValues || []) lines.push('', value.name, value.description ? '    ' + value.description : '');
    at('about').textContent = lines.join('\\n');
  };
  const read = async () => {
    const of = 'kind name ofType { kind name ofType { kind name ofType { kind name } } }';
    const query = '{ __schema { types { kind name description enumValues { name description } ' +
      'inputFields { name description type { ' + of + ' } } ' +
      'fields { name description type { ' + of + ' } args { name type { ' + of + ' } } } } } }';
    const { data, errors } = await send({ query });
    if (!data) { at('about').textContent = errors[0].message; return; }
    const all = data.__schema.types.filter((type) => !type.name.startsWith('__'));
    types = new Map(all.map((type) => [type.name, type]));
    const first = ['Query', 'Mutation', 'Subscription'];
    const names = [...first, ...[...types.keys()].filter((name) => !first.includes(name)).sort()];
    at('type').replaceChildren(...names.map((name) => new Option(name, name)));
    show();
  };
  at('run').addEventListener('click', run);
  at('read').addEventListener('click', () => read().catch(() => { at('about').textContent = 'There was no answer.'; }));
  at('type').addEventListener('change', show);
  at('query').addEventListener('keydown', (event) => { if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) run(); });
`;

const page = `<!doctype html>
<html lang="en-GB">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Daybook: GraphQL</title>
<style>${style}</style>
<h1>Daybook: GraphQL</h1>
<p>Try queries as the person whose token you enter. Mutations record events, which stay for ever. In a demo,
<code>npm run --silent token -- --as governor</code> prints a token.</p>
<label for="token">Token</label>
<input id="token" type="password" autocomplete="off" spellcheck="false">
<main>
<section>
<label for="query">Document (Ctrl+Enter runs it)</label>
<textarea id="query" rows="14" spellcheck="false">{
  filteringChangeLog(first: 5) {
    total
  }
}</textarea>
<label for="variables">Variables, as JSON</label>
<textarea id="variables" rows="4" spellcheck="false"></textarea>
<button id="run">Run</button>
</section>
<section>
<label>Answer</label>
<pre id="answer" tabindex="0" aria-live="polite"></pre>
</section>
<section>
<label for="type">Schema</label>
<select id="type"></select>
<button id="read">Read the schema</button>
<pre id="about" tabindex="0"></pre>
</section>
</main>
<script>${script}</script>
</html>
`;

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Nothing but this page's own script and style, and no other place than Daybook. */
const policy = [
  "default-src 'none'",
  `script-src ${hashOf(script)}`,
  `style-src ${hashOf(style)}`,
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** A page on which a developer tries queries. It holds nothing of anybody: the token is entered there, and kept nowhere. */
export function sendExplorer(response: ServerResponse): void {
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'content-length': Buffer.byteLength(page),
    'content-security-policy': policy,
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  });
  response.end(page);
}
