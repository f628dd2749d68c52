/** The body of an answer, read piece by piece to its end and within bounds; the request's signal ends it with an error. */
import type { Readable } from 'node:stream';
import { pause } from './slices.ts';
import type { Bytes } from '../base/units.ts';
import type { Address } from '../model/failure.ts';
import { notDocker, tooMuch } from './engineFailure.ts';
import { bounds, jsonBody, type Refusal } from './jsonBody.ts';
import { jsonObjects, longestObject, ObjectTooLong } from './jsonStream.ts';

/** An answer as JSON, or as text where it is none. Throws what `refuse` makes where it is longer than any of Docker's. */
export async function jsonAnswer(answer: Readable, refuse: Refusal): Promise<unknown> {
  const body = jsonBody(refuse);
  await eachPiece(answer, (piece) => body.take(piece));
  return body.end();
}

/** An answer of bytes: a log. Throws a FailureError where `address` sends too many. */
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

/** As much of an error as is told of it. */
const longestError: Bytes = 64 * 1024;

/** The text of an answer that is an error; of a long one its beginning. */
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

/** Longest stream of objects that is read to its end: the progress of a pull tells some hundred bytes at a time. */
const longestStream: Bytes = 256 * 1024 * 1024;

/** Reads a stream of JSON objects. Throws a FailureError where it is none. */
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

/** Hands on pieces in slices until the end, or until `see` wants no more: then the stream is destroyed. */
async function eachPiece(stream: Readable, see: (piece: Buffer) => boolean): Promise<void> {
  for await (const piece of stream) {
    if (!see(piece as Buffer)) return;
    const next = pause();
    if (next) await next;
  }
}
