/** Client for key-value stores, each in its own protocol: whether one is alive and has a leader, and which engines are registered. */
import { deadline as startDeadline, sleep } from '../base/async.ts';
import type { Log } from '../base/log.ts';
import { err, ok } from '../base/result.ts';
import type { Milliseconds } from '../base/units.ts';
import type { Outcome } from '../model/failure.ts';
import { storePaths, storeUrlText, type KeyValueStoreFailure } from '../model/keyValueStore.ts';
import type { StoreType, StoreUrl } from '../model/keyValueStore.ts';
import { askConsul, registerInConsul } from './consul.ts';
import type { CallOptions, KeyValueStores } from './doors.ts';
import { askEtcd, registerInEtcd } from './etcd.ts';
import { StoreExcess, StoreTrouble } from './storeTrouble.ts';
import type { Registrar, StoreReader } from './storeTrouble.ts';
import { askZookeeper } from './zookeeper.ts';

const readers: Readonly<Record<StoreType, StoreReader>> = {
  consul: askConsul,
  etcd: askEtcd,
  zookeeper: askZookeeper,
};

const registrars: Readonly<Record<StoreType, Registrar | undefined>> = {
  consul: registerInConsul,
  etcd: registerInEtcd,
  zookeeper: undefined,
};

/** Time between removal and re-registration, long enough for every engine to see both changes. */
const absence: Milliseconds = 300;

/** How long to wait for a host before the next host of the URL is queried in parallel. */
const headStart: Milliseconds = 250;

export interface KeyValueStoresOptions {
  readonly timeout: () => Milliseconds;
  readonly log: Log;
}

export function createKeyValueStores({ timeout, log }: KeyValueStoresOptions): KeyValueStores {
  return {
    ask: (url, options) => {
      const paths = options?.paths ?? storePaths(url.path, url.path);
      return atAnyHost(url, timeout(), options, (host, signal) => readers[url.type]({ ...host, log }, paths, signal));
    },
    reintroduce: async (url, engine, options) => {
      const register = registrars[url.type];
      if (!register) return ok(undefined);
      const change = (how: 'remove' | 'add', call?: CallOptions): Promise<Outcome<void>> =>
        atAnyHost(url, timeout(), call, (host, signal) =>
          register({ ...host, log }, options?.paths ?? storePaths(url.path, url.path), engine, how, signal),
        );
      const removed = await change('remove', options);
      if (!removed.ok) return removed;
      await sleep(absence, options?.signal);
      // Restore the registration even when cancelled.
      return change('add');
    },
  };
}

/** A query to one host. */
type Question<T> = (host: StoreUrl['hosts'][number], signal: AbortSignal) => Promise<T>;

async function atAnyHost<T>(
  url: StoreUrl,
  timeout: Milliseconds,
  options: CallOptions | undefined,
  question: Question<T>,
): Promise<Outcome<T>> {
  const time = options?.deadline ?? timeout;
  const end = startDeadline(time, options?.signal);
  // The first response makes the other queries unnecessary.
  const whole = new AbortController();
  const stop = (): void => {
    whole.abort();
  };
  end.signal.addEventListener('abort', stop, { once: true });
  if (end.signal.aborted) stop();
  try {
    return ok(await firstOf(url, question, whole.signal));
  } catch (error) {
    if (end.ending() === 'cancelled') return err({ kind: 'cancelled', what: storeUrlText(url) });
    return err(failure(error, storeUrlText(url), time, end.ending() === 'timedOut'));
  } finally {
    end.clear();
    stop();
  }
}

/** Queries the hosts in turn, the next one when the previous has failed or been silent for a moment; the first response wins. */
async function firstOf<T>({ hosts }: StoreUrl, question: Question<T>, signal: AbortSignal): Promise<T> {
  const troubles: Error[] = [];
  return new Promise((resolve, reject) => {
    const begin = (index: number): void => {
      const host = hosts[index];
      if (!host) return;
      let isFollowed = false;
      const next = (): void => {
        clearTimeout(timer);
        if (!isFollowed && !signal.aborted) begin(index + 1);
        isFollowed = true;
      };
      const timer = setTimeout(next, headStart);
      question(host, signal).then(
        (state) => {
          isFollowed = true;
          clearTimeout(timer);
          resolve(state);
        },
        (error: unknown) => {
          troubles[index] = error instanceof Error ? error : new Error(String(error));
          next();
          // Report the error of the first host, since the others are only fallbacks; an explicit error outranks silence.
          const told = Object.values(troubles);
          if (told.length === hosts.length || signal.aborted)
            reject(
              told.find((each) => each instanceof StoreTrouble || each instanceof StoreExcess) ??
                told[0] ??
                new Error('no host'),
            );
        },
      );
    };
    begin(0);
  });
}

function failure(error: unknown, url: string, after: Milliseconds, isLate: boolean): KeyValueStoreFailure {
  if (error instanceof StoreTrouble) {
    switch (error.trouble) {
      case 'withoutLeader':
      case 'electing':
        return { kind: 'storeWithoutLeader', url, isElecting: error.trouble === 'electing' };
      case 'forbidden':
        return { kind: 'storeForbids', url, said: error.message };
      case 'notAStore':
        return { kind: 'notAStore', url, said: error.message };
    }
  }
  if (error instanceof StoreExcess) return { kind: 'storeTooMuch', url, of: error.of, most: error.most };
  if (isLate) return { kind: 'storeSilent', url, after };
  if (error instanceof TypeError || error instanceof ReferenceError || error instanceof RangeError) throw error;
  const { code = '', message = String(error) } = error as { code?: string; message?: string };
  if (code === 'ECONNREFUSED') return { kind: 'storeRefused', url };
  if (code === 'ETIMEDOUT') return { kind: 'storeSilent', url, after };
  if (code.startsWith('HPE_')) return { kind: 'notAStore', url, said: message };
  return { kind: 'storeUnreachable', url, said: message };
}
