import { request, type Agent } from 'node:http';

export interface Question {
  readonly url: string;
  readonly token: string;
  readonly body: string;
}

/** Asks once, and reads the answer to its end; one that is not 200, or holds errors, is thrown. */
export async function post(question: Question, agent: Agent): Promise<void> {
  const { status, begin } = await answerTo(question, agent);
  if (status !== 200 || begin.startsWith('{"errors"')) throw new Error(`${status}: ${begin}`);
}

/** Asks once, and reads the answer to its end, whatever it is. @returns its status, or 0 where the line was cut. */
export const send = (question: Question, agent: Agent): Promise<number> =>
  answerTo(question, agent).then(
    ({ status }) => status,
    () => 0,
  );

/** `begin` holds its first letters. */
function answerTo({ url, token, body }: Question, agent: Agent): Promise<{ status: number; begin: string }> {
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    };
    const asking = request(url, { agent, method: 'POST', headers }, (response) => {
      let begin = '';
      response.on('data', (part: Buffer) => (begin ||= part.toString('utf8', 0, 200)));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, begin }));
      response.on('error', reject);
    });
    asking.on('error', reject);
    asking.end(body);
  });
}
