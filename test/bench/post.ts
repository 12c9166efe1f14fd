import { request, type Agent } from 'node:http';

export interface Question {
  readonly url: string;
  readonly token: string;
  readonly body: string;
}

/** Asks once, and reads the answer to its end; one that is not 200, or holds errors, is thrown. */
export function post({ url, token, body }: Question, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    };
    const asking = request(url, { agent, method: 'POST', headers }, (response) => {
      let begin = '';
      response.on('data', (part: Buffer) => (begin ||= part.toString('utf8', 0, 200)));
      response.on('end', () => {
        if (response.statusCode === 200 && !begin.startsWith('{"errors"')) resolve();
        else reject(new Error(`${response.statusCode ?? 0}: ${begin}`));
      });
    });
    asking.on('error', reject);
    asking.end(body);
  });
}
