/** Plain HTTP questions to a key-value store, with bounded answers. */
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
  /** JSON, or text where it is none. */
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
      // An answer is read in slices, and may have been received long before all of it is read.
      if (!isAnswered) reject(Object.assign(new Error('aborted'), { code: 'ECONNRESET' }));
    });
    request.end(body);
  });
}

/** The body as text; of JSON, as it is written. */
export const wordsOf = ({ content }: StoreAnswer): string => written(content);

/** This answer is not the store's. */
export function strange(answer: StoreAnswer): StoreTrouble {
  return new StoreTrouble('notAStore', `${answer.status} ${beginning(wordsOf(answer))}`.trim());
}
