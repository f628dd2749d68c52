/** What `cluster-store-opt` tells engines of their key-value store. Pure. */
import type { Machine } from './machine.ts';

/** `kv.path` and others, the last of each. */
export function clusterStoreOptions({ engineFlags }: Machine): ReadonlyMap<string, string> {
  const options = new Map<string, string>();
  for (const flag of engineFlags) {
    const [, key, value] = /^cluster-store-opt=([^=]+)=(.*)$/s.exec(flag) ?? [];
    if (key !== undefined && value !== undefined) options.set(key.trim(), value.replace(/^(["'])(.*)\1$/s, '$2'));
  }
  return options;
}

/** Engines that are given the store's certificates speak TLS to it. */
export const usesTls = (options: ReadonlyMap<string, string>): boolean =>
  ['kv.cacertfile', 'kv.certfile', 'kv.keyfile'].some((key) => Boolean(options.get(key)));
