/** Parses the key-value store options that engines get as `cluster-store-opt`. Pure. */
import type { Machine } from './machine.ts';

/** The last value of each option, such as `kv.path`. */
export function clusterStoreOptions({ engineFlags }: Machine): ReadonlyMap<string, string> {
  const options = new Map<string, string>();
  for (const flag of engineFlags) {
    const [, key, value] = /^cluster-store-opt=([^=]+)=(.*)$/s.exec(flag) ?? [];
    if (key !== undefined && value !== undefined) options.set(key.trim(), value.replace(/^(["'])(.*)\1$/s, '$2'));
  }
  return options;
}

/** Engines with certificates for the store use TLS. */
export const usesTls = (options: ReadonlyMap<string, string>): boolean =>
  ['kv.cacertfile', 'kv.certfile', 'kv.keyfile'].some((key) => Boolean(options.get(key)));
