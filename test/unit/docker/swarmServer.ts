/** An engine's part of swarm mode as a server on loopback: it answers what it is told to, and keeps what it was asked. */
import type { RequestListener } from 'node:http';
import { afterEach } from 'vitest';
import type { SwarmDoor } from '../../../src/docker/doors.ts';
import { fakeEngines } from './fakeEngines.ts';

type Asked = readonly [request: string, body: unknown];
type Answer = string | readonly [status: number, body: string];

export interface SwarmServer {
  /** Serves by `METHOD /path`, several answers in turn; what nobody expects is Docker's 404. */
  readonly serve: (answers: Readonly<Record<string, Answer | readonly Answer[]>>) => Promise<SwarmDoor>;
  /** In the test that runs now. */
  readonly asked: readonly Asked[];
  readonly requests: () => string[];
}

/** For the tests of the file that calls this, a new one for each. */
export function swarmServer(): SwarmServer {
  const engines = fakeEngines();
  const asked: Asked[] = [];
  afterEach(() => {
    asked.length = 0;
  });
  const serve: SwarmServer['serve'] = async (answers) => {
    const turns = new Map<string, number>();
    const listener: RequestListener = (request, response) => {
      const pieces: Buffer[] = [];
      request.on('data', (piece: Buffer) => pieces.push(piece));
      request.on('end', () => {
        const url = new URL(request.url ?? '', 'https://engine');
        const text = Buffer.concat(pieces).toString();
        asked.push([
          `${request.method ?? ''} ${url.pathname}${url.search}`,
          text === '' ? undefined : JSON.parse(text),
        ]);
        const key = `${request.method ?? ''} ${url.pathname}`;
        const given = answers[key] ?? ([404, '{"message":"page not found"}'] as const);
        const turn = turns.get(key) ?? 0;
        turns.set(key, turn + 1);
        const isList = Array.isArray(given) && typeof given[0] !== 'number';
        const answer = (isList ? (given[Math.min(turn, given.length - 1)] ?? '') : given) as Answer;
        response.setHeader('Api-Version', '1.45');
        if (typeof answer === 'string') response.end(Buffer.from(answer, isBytes(url.pathname) ? 'latin1' : 'utf8'));
        else {
          response.writeHead(answer[0], { 'content-type': 'application/json' });
          response.end(answer[1]);
        }
      });
    };
    return engines.engineAt(await engines.serve(listener)).swarm;
  };
  return { serve, asked, requests: () => asked.map(([request]) => request) };
}

const isBytes = (path: string): boolean => path.endsWith('/logs');

/** Docker's words for what it cannot do now. */
export const message = (text: string): readonly [number, string] => [503, JSON.stringify({ message: text })];
