import { readFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { performance } from 'node:perf_hooks';
import { answerCalls } from '../answer-calls.js';
import { setTimeout } from 'node:timers/promises';
import { post, send } from '../post.js';

/** How many answers a server gives: by the clock, and by its own processor time. */
export interface Load {
  readonly perSecond: number;
  readonly perCpuSecond: number;
}

interface Ask {
  readonly url: string;
  readonly token: string;
  readonly body: string;
  readonly connections: number;
  readonly ms: number;
  /** The server's process. */
  readonly pid: number;
}

/** Asks the same over and over on so many connections; an answer that is not 200, or holds errors, ends it. */
async function load(ask: Ask): Promise<Load> {
  const agent = new Agent({ keepAlive: true, maxSockets: ask.connections });
  await answersIn(ask, agent, ask.ms / 8);
  const [start, before] = [performance.now(), cpuSeconds(ask.pid)];
  const answers = await answersIn(ask, agent, ask.ms);
  const [seconds, cpu] = [(performance.now() - start) / 1000, cpuSeconds(ask.pid) - before];
  agent.destroy();
  return { perSecond: answers / seconds, perCpuSecond: answers / cpu };
}

async function answersIn(ask: Ask, agent: Agent, ms: number): Promise<number> {
  const until = performance.now() + ms;
  let answers = 0;
  const askOn = async (): Promise<void> => {
    while (performance.now() < until) {
      await post(ask, agent);
      answers++;
    }
  };
  await Promise.all(Array.from({ length: ask.connections }, askOn));
  return answers;
}

/** Processor time of a process, all its threads, from Linux' own books: in hundredths of a second. */
function cpuSeconds(pid: number): number {
  const [, rest = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
  const values = rest.split(' ');
  return (Number(values[11]) + Number(values[12])) / 100;
}

interface Question {
  readonly url: string;
  readonly token: string;
  readonly body: string;
}

/** How long each answer took, in ms: so many people ask the same, one after the other, with a pause after each answer. */
async function latencies(
  ask: Omit<Question, 'token'> & { tokens: readonly string[]; pauseMs: number; ms: number },
): Promise<number[]> {
  const { tokens, pauseMs, ms, ...question } = ask;
  const agent = new Agent({ keepAlive: true, maxSockets: tokens.length });
  const until = performance.now() + ms;
  const took: number[] = [];
  const askOn = async (token: string, nth: number): Promise<void> => {
    await setTimeout((pauseMs * nth) / tokens.length);
    while (performance.now() < until) {
      const begin = performance.now();
      await post({ ...question, token }, agent);
      took.push(performance.now() - begin);
      await setTimeout(pauseMs);
    }
  };
  await Promise.all(tokens.map(askOn));
  agent.destroy();
  return took;
}

/** Sends all of these over and over on so many connections, whatever is answered. @returns how many were sent, by status. */
async function flood(ask: {
  questions: readonly Question[];
  connections: number;
  ms: number;
}): Promise<Record<number, number>> {
  const agent = new Agent({ keepAlive: true, maxSockets: ask.connections });
  const until = performance.now() + ask.ms;
  const sent: Record<number, number> = {};
  let next = 0;
  const askOn = async (): Promise<void> => {
    while (performance.now() < until) {
      const status = await send(ask.questions[next++ % ask.questions.length]!, agent);
      sent[status] = (sent[status] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: ask.connections }, askOn));
  agent.destroy();
  return sent;
}

answerCalls({ load, latencies, flood });
