/** What the readers of the three kinds of stores have in common: their shape, what they may complain of, Docker's layout of keys. */
import * as v from 'valibot';
import type { Log } from '../base/log.ts';
import { visible } from '../base/visible.ts';
import type { OverlayRecord, StorePaths, StoreState } from '../model/keyValueStore.ts';
import type { Excess } from './jsonBody.ts';
import { count, finite, listOf, word } from './tolerant.ts';

export interface StoreHost {
  readonly host: string;
  readonly port: number;
  /** Where each request is written down. */
  readonly log: Log;
}

/** Asks one host. Throws a StoreTrouble, or what Node's net and http throw; ends when the signal aborts. */
export type StoreReader = (host: StoreHost, paths: StorePaths, signal: AbortSignal) => Promise<StoreState>;

/** Writes at one host: takes a registration away, or puts it back. Throws as a StoreReader does. */
export type Registrar = (
  host: StoreHost,
  paths: StorePaths,
  engine: string,
  change: 'remove' | 'add',
  signal: AbortSignal,
) => Promise<void>;

/** The store's own trouble; the message is in its words. */
export class StoreTrouble extends Error {
  /** `electing`: without a leader, but sure to have one soon. */
  readonly trouble: 'withoutLeader' | 'electing' | 'forbidden' | 'notAStore';

  constructor(trouble: StoreTrouble['trouble'], said: string) {
    super(visible(said.replaceAll(/\s+/g, ' ').trim()));
    this.trouble = trouble;
  }
}

/** The store answers with more than is read of one. */
export class StoreExcess extends Error {
  readonly of: Excess;
  readonly most: number;

  constructor(of: Excess, most: number) {
    super(`more than ${String(most)} ${of}`);
    this.of = of;
    this.most = most;
  }
}

/** Children of one key: registered engines, nodes, networks. */
export const mostChildren = 2_000;

/** The children of a key, unless they are more than are read. */
export function fewEnough<T>(children: readonly T[]): readonly T[] {
  if (children.length > mostChildren) throw new StoreExcess('entries', mostChildren);
  return children;
}

/** The last part of a key, which is a registered `host:port` or a network's id. */
export function lastPart(key: string): string {
  // Not by a pattern from the end: of a key that is all slashes it would take the square of its length.
  return key.split('/').findLast((part) => part !== '') ?? '';
}

/** Those of the last parts that are `host:port`, each once, in order. */
export function addresses(all: readonly string[]): readonly string[] {
  return [...new Set(all.map((each) => visible(lastPart(each))).filter((each) => /.:\d+$/.test(each)))].sort();
}

const overlaySchema = v.object({
  mtu: count,
  subnets: listOf(v.object({ SubnetIP: word, Vni: finite })),
});

/** Reads what the overlay driver keeps of its networks, by id; what is no such record (a directory of its own) is left out. */
export function overlayRecords(values: Iterable<readonly [key: string, value: string]>): Map<string, OverlayRecord> {
  const records = new Map<string, OverlayRecord>();
  for (const [key, value] of values) {
    let body: unknown;
    try {
      body = JSON.parse(value);
    } catch {
      continue;
    }
    const read = v.safeParse(overlaySchema, body);
    if (!read.success || lastPart(key) === '') continue;
    records.set(visible(lastPart(key)), {
      subnets: read.output.subnets.map((each) => ({ subnet: each.SubnetIP, vni: each.Vni })),
      mtu: read.output.mtu > 0 ? read.output.mtu : undefined,
    });
  }
  return records;
}
