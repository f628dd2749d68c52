/** Engines on loopback that note what they are asked, and answer it by method and path; new notes for each test of the file that calls `askedEngines`. */
import type { RequestListener, ServerResponse } from 'node:http';
import { beforeEach } from 'vitest';
import type { EngineDoor } from '../../../src/docker/doors.ts';
import type { Listening } from './fakeEngine.ts';
import { fakeEngines, type FakeEngines } from './fakeEngines.ts';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: Record<string, string>;
  readonly body: unknown;
}

type Answer = string | readonly [status: number, body: string | Buffer] | ((response: ServerResponse) => void);

export interface AskedEngines {
  readonly at: FakeEngines;
  /** What was asked in this test, in its order. */
  readonly asked: readonly Asked[];
  /** Serves by `METHOD /path`; notes what was asked; what nobody expects is Docker's 404. */
  readonly serve: (answers: Readonly<Record<string, Answer>>) => Promise<Listening>;
  readonly engineAt: (server: Listening) => EngineDoor;
  readonly managerAt: (server: Listening) => EngineDoor;
}

export function askedEngines(): AskedEngines {
  const at = fakeEngines();
  const asked: Asked[] = [];
  beforeEach(() => {
    asked.length = 0;
  });
  const serve = (answers: Readonly<Record<string, Answer>>): Promise<Listening> => {
    const listener: RequestListener = (request, response) => {
      const pieces: Buffer[] = [];
      request.on('data', (piece: Buffer) => pieces.push(piece));
      request.on('end', () => {
        const url = new URL(request.url ?? '', 'https://engine');
        const text = Buffer.concat(pieces).toString();
        const method = request.method ?? '';
        asked.push({
          method,
          path: url.pathname,
          query: Object.fromEntries(url.searchParams),
          body: text === '' ? undefined : JSON.parse(text),
        });
        const answer = answers[`${method} ${url.pathname}`] ?? ([404, '{"message":"page not found"}'] as const);
        response.setHeader('Api-Version', '1.41');
        if (typeof answer === 'function') answer(response);
        else if (typeof answer === 'string') response.end(answer);
        else {
          response.writeHead(answer[0]);
          response.end(answer[1]);
        }
      });
    };
    return at.serve(listener);
  };
  return {
    at,
    asked,
    serve,
    engineAt: (server) => at.engineAt(server, { name: 'swarm-node1' }),
    managerAt: (server) => at.managerAt(server),
  };
}
