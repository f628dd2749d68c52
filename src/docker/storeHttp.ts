/** Sends plain HTTP requests to a key-value store, with bounded responses. */
import { ClientRequest } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { addressOf } from '../model/address.ts';
import { loggedCall } from './callLog.ts';
import { jsonAnswer } from './answerBody.ts';
import { beginning } from './engineFailure.ts';
import type { StoreHost } from './storeTrouble.ts';
import { StoreExcess, StoreTrouble } from './storeTrouble.ts';
import { written } from './tolerant.ts';

export interface StoreAnswer {
  readonly status: number;
  /** JSON, or text if it is not JSON. */
  readonly content: unknown;
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

/** Sends and logs a request. Uses `ClientRequest` because VS Code sends `http.request` through the user's proxy. */
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
    let isAnswered = false;
    const take = (answer: IncomingMessage): void => {
      isAnswered = true;
      jsonAnswer(answer, (excess, most) => new StoreExcess(excess, most)).then((content) => {
        resolve({ status: answer.statusCode ?? 0, content });
      }, reject);
    };
    const headers =
      body === undefined ? {} : { 'content-type': contentType, 'content-length': String(Buffer.byteLength(body)) };
    const request = new ClientRequest(
      { host, port, method, path: encodeURI(path), headers, signal, agent: false },
      take,
    );
    request.on('error', reject);
    request.on('close', () => {
      // A response is read in slices, so it may be received completely long before it is read.
      if (!isAnswered) reject(Object.assign(new Error('aborted'), { code: 'ECONNRESET' }));
    });
    request.end(body);
  });
}

/** Returns the body as text, serialised if it is JSON. */
export const wordsOf = ({ content }: StoreAnswer): string => written(content);

/** Returns the error for a response that is not from a key-value store. */
export function strange(answer: StoreAnswer): StoreTrouble {
  return new StoreTrouble('notAStore', `${answer.status} ${beginning(wordsOf(answer))}`.trim());
}
