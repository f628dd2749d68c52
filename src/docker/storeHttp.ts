/** Plain HTTP questions to a key-value store, with bounded answers. */
import { ClientRequest } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { addressOf } from '../model/address.ts';
import { loggedCall } from './callLog.ts';
import { beginning } from './engineFailure.ts';
import type { StoreHost } from './storeTrouble.ts';
import { StoreTrouble } from './storeTrouble.ts';

/** Longest body that is read: thousands of networks fit. */
const longestBody = 16 * 1024 * 1024;

export interface StoreAnswer {
  readonly status: number;
  readonly body: string;
}

export interface StoreCall {
  readonly method: 'GET' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly body?: string;
  readonly contentType?: string;
}

export function get(host: StoreHost, path: string, signal: AbortSignal): Promise<StoreAnswer> {
  return send(host, { method: 'GET', path }, signal);
}

/** Each request has a line in the log. `ClientRequest` itself, because VS Code sends what goes through `http.request` by the user's proxy. */
export function send(to: StoreHost, call: StoreCall, signal: AbortSignal): Promise<StoreAnswer> {
  const { method, path } = call;
  return loggedCall(
    to.log,
    { address: addressOf(to.host, to.port), method, path, isChange: method !== 'GET' },
    async (answered) => {
      const answer = await exchange(to, call, signal);
      answered(answer.status);
      return answer;
    },
  );
}

function exchange(
  { host, port }: StoreHost,
  { method, path, body, contentType = 'application/octet-stream' }: StoreCall,
  signal: AbortSignal,
): Promise<StoreAnswer> {
  return new Promise((resolve, reject) => {
    const take = (answer: IncomingMessage): void => {
      const pieces: Buffer[] = [];
      let length = 0;
      answer.on('data', (piece: Buffer) => {
        length += piece.length;
        pieces.push(piece);
        if (length > longestBody)
          request.destroy(new StoreTrouble('notAStore', `more than ${longestBody / 1024 / 1024} MiB at ${path}`));
      });
      answer.on('error', reject);
      answer.on('end', () => {
        resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(pieces).toString() });
      });
    };
    const headers =
      body === undefined ? {} : { 'content-type': contentType, 'content-length': String(Buffer.byteLength(body)) };
    const request = new ClientRequest(
      { host, port, method, path: encodeURI(path), headers, signal, agent: false },
      take,
    );
    request.on('error', reject);
    request.on('close', () => {
      reject(Object.assign(new Error('aborted'), { code: 'ECONNRESET' }));
    });
    request.end(body);
  });
}

/** The body as JSON; a StoreTrouble where it is none, with what it is. */
export function json({ status, body }: StoreAnswer): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw strange({ status, body });
  }
}

/** This answer is not the store's. */
export function strange({ status, body }: StoreAnswer): StoreTrouble {
  return new StoreTrouble('notAStore', `${status} ${beginning(body)}`.trim());
}
