/** Raw outputs of real tools, kept under test/records. */
import { readFileSync } from 'node:fs';
import path from 'node:path';

export function record(name: string): string {
  return readFileSync(path.join(import.meta.dirname, '../records', name), 'utf8');
}

export function recordJson(name: string): unknown {
  return JSON.parse(record(name));
}
