/** Shared by the three key-value store clients: types, errors and Docker's key layout. */
import * as v from 'valibot';
import type { Log } from '../base/log.ts';
import { visible } from '../base/visible.ts';
import type { OverlayRecord, StorePaths, StoreState } from '../model/keyValueStore.ts';
import type { Excess } from './jsonBody.ts';
import { count, finite, listOf, word } from './tolerant.ts';

export interface StoreHost {
  readonly host: string;
  readonly port: number;
  /** Receives a line per request. */
  readonly log: Log;
}

/** Queries one host until the signal aborts. Throws a StoreTrouble or an error of Node's net or http. */
export type StoreReader = (host: StoreHost, paths: StorePaths, signal: AbortSignal) => Promise<StoreState>;

/** Removes or adds a registration at one host. Throws like a StoreReader. */
export type Registrar = (
  host: StoreHost,
  paths: StorePaths,
  engine: string,
  change: 'remove' | 'add',
  signal: AbortSignal,
) => Promise<void>;

/** An error that the key-value store reports, with its message. */
export class StoreTrouble extends Error {
  /** `electing`: without a leader, but certain to elect one soon. */
  readonly trouble: 'withoutLeader' | 'electing' | 'forbidden' | 'notAStore';

  constructor(trouble: StoreTrouble['trouble'], said: string) {
    super(visible(said.replaceAll(/\s+/g, ' ').trim()));
    this.trouble = trouble;
  }
}

/** The key-value store's response exceeds a limit. */
export class StoreExcess extends Error {
  readonly of: Excess;
  readonly most: number;

  constructor(of: Excess, most: number) {
    super(`more than ${String(most)} ${of}`);
    this.of = of;
    this.most = most;
  }
}

/** Maximum children of a key: registered engines, nodes or networks. */
export const mostChildren = 2_000;

/** Returns the children of a key; throws if they exceed `mostChildren`. */
export function fewEnough<T>(children: readonly T[]): readonly T[] {
  if (children.length > mostChildren) throw new StoreExcess('entries', mostChildren);
  return children;
}

/** Returns the last part of a key: a registered `host:port` or a network ID. */
export function lastPart(key: string): string {
  // A pattern anchored at the end would take quadratic time for a key of only slashes.
  return key.split('/').findLast((part) => part !== '') ?? '';
}

/** Returns the unique last parts that are `host:port`, sorted. */
export function addresses(all: readonly string[]): readonly string[] {
  return [...new Set(all.map((each) => visible(lastPart(each))).filter((each) => /.:\d+$/.test(each)))].sort();
}

const overlaySchema = v.object({
  mtu: count,
  subnets: listOf(v.object({ SubnetIP: word, Vni: finite })),
});

/** Parses the overlay driver's network records, by ID; skips other entries, such as its directories. */
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
