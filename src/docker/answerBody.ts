/** Reads a response body in pieces and within bounds; aborting the request's signal makes the read fail. */
import type { Readable } from 'node:stream';
import { pause } from './slices.ts';
import type { Bytes } from '../base/units.ts';
import type { Address } from '../model/address.ts';
import { notDocker, tooMuch } from './engineFailure.ts';
import { bounds, jsonBody, type Refusal } from './jsonBody.ts';
import { jsonObjects, longestObject, ObjectTooLong } from './jsonStream.ts';

/** Returns the body as JSON, or as text if it is not JSON. Throws what `refuse` returns if it exceeds the bounds. */
export async function jsonAnswer(answer: Readable, refuse: Refusal): Promise<unknown> {
  const body = jsonBody(refuse);
  await eachPiece(answer, (piece) => body.take(piece));
  return body.end();
}

/** Returns the body as bytes, for logs. Throws a FailureError if `address` sends too many. */
export async function bytesAnswer(address: Address, answer: Readable): Promise<Buffer> {
  const most = bounds.documentBytes;
  const pieces: Buffer[] = [];
  let length = 0;
  await eachPiece(answer, (piece) => {
    length += piece.length;
    if (length > most) throw tooMuch(address, 'bytes', most);
    pieces.push(piece);
    return true;
  });
  return Buffer.concat(pieces);
}

/** How much of an error body is kept. */
const longestError: Bytes = 64 * 1024;

/** Returns the text of an error response, cut off if it is too long. */
export async function errorAnswer(answer: Readable): Promise<string> {
  const pieces: Buffer[] = [];
  let length = 0;
  await eachPiece(answer, (piece) => {
    pieces.push(piece);
    length += piece.length;
    return length < longestError;
  });
  return Buffer.concat(pieces).subarray(0, longestError).toString();
}

/** Longest object stream that is read; an image pull reports progress in messages of a few hundred bytes. */
const longestStream: Bytes = 256 * 1024 * 1024;

/** Reads a stream of JSON objects. Throws a FailureError if it is not one. */
export async function eachObject(address: Address, stream: Readable, see: (body: unknown) => void): Promise<void> {
  const objects = jsonObjects();
  const decoder = new TextDecoder();
  let length = 0;
  await eachPiece(stream, (piece) => {
    length += piece.length;
    if (length > longestStream) throw tooMuch(address, 'bytes', longestStream);
    let bodies: unknown[];
    try {
      bodies = objects(decoder.decode(piece, { stream: true }));
    } catch (error) {
      if (error instanceof ObjectTooLong) throw tooMuch(address, 'bytes', longestObject);
      throw notDocker(address, error instanceof Error ? error.message : error);
    }
    bodies.forEach(see);
    return true;
  });
}

/** Passes pieces to `see` in time slices until the stream ends or `see` returns false, which destroys the stream. */
async function eachPiece(stream: Readable, see: (piece: Buffer) => boolean): Promise<void> {
  for await (const piece of stream) {
    if (!see(piece as Buffer)) return;
    const next = pause();
    if (next) await next;
  }
}
