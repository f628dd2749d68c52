/** What `cluster-store-opt` tells engines of their key-value store. Pure. */
import type { Machine } from './machine.ts';

/** `kv.path` and others, the last of each, however the flag is written: `cluster-store-opt=k=v`, `--cluster-store-opt k=v`, quoted. */
export function clusterStoreOptions({ engineFlags }: Machine): ReadonlyMap<string, string> {
  const options = new Map<string, string>();
  for (const flag of engineFlags) {
    const given = /^-{0,2}cluster-store-opt[= ](.*)$/s.exec(unquoted(flag))?.[1];
    const [, key, value] = /^([^=]+)=(.*)$/s.exec(unquoted(given ?? '')) ?? [];
    if (key !== undefined && value !== undefined) options.set(key.trim(), unquoted(value));
  }
  return options;
}

function unquoted(text: string): string {
  const trimmed = text.trim();
  const [quote = ''] = trimmed;
  return trimmed.length > 1 && (quote === '"' || quote === "'") && trimmed.endsWith(quote)
    ? trimmed.slice(1, -1)
    : trimmed;
}

/** Engines that are given the store's certificates speak TLS to it. */
export const usesTls = (options: ReadonlyMap<string, string>): boolean =>
  ['kv.cacertfile', 'kv.certfile', 'kv.keyfile'].some((key) => Boolean(options.get(key)));
