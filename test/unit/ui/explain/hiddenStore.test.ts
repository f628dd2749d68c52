// What is told of a store that this computer does not reach: no more than was tried, and by whom.
import { expect, test } from 'vitest';
import { english } from '../../../../src/base/text.ts';
import type { KeyValueStoreFailure } from '../../../../src/model/keyValueStore.ts';
import { explainHiddenStore, hiddenStoreWords } from '../../../../src/ui/explain/explainHiddenStore.ts';
import { sentence } from '../../../../src/ui/explain/explanation.ts';

const url = 'consul://10.0.0.5:8500';
const own = 'consul://localhost:8500';
const refused: KeyValueStoreFailure = { kind: 'storeRefused', url };
const forbidden: KeyValueStoreFailure = { kind: 'storeForbids', url, said: '403 Permission denied' };
const onEachHost: KeyValueStoreFailure = { kind: 'storeOnEachHost', url: own };

test.each([
  [
    { url, failure: refused, proof: 'hosts' },
    `This computer cannot reach the key-value store ${url}. The key-value store ${url} refuses connections. Its hosts reach it. Nothing to do.`,
  ],
  [
    { url, failure: refused, proof: 'nodes' },
    `This computer cannot reach the key-value store ${url}. The key-value store ${url} refuses connections. The nodes that the manager finds through it are healthy. Nothing to do.`,
  ],
  [
    { url, failure: forbidden, proof: undefined },
    `The key-value store ${url} answers, but requires a token. — 403 Permission denied. On a host, check that its engine has access (cluster-store-opt).`,
  ],
  [
    { url: own, failure: onEachHost, proof: undefined },
    `${own} refers to each host’s own key-value store. Only the hosts can query it; on this computer that address is something else. Nothing to do.`,
  ],
  [
    { url: own, failure: onEachHost, proof: 'nodes' },
    `${own} refers to each host’s own key-value store. Only the hosts can query it; on this computer that address is something else. The nodes that the manager finds through it are healthy. Nothing to do.`,
  ],
] as const)('%j', (hidden, told) => {
  expect(sentence(explainHiddenStore(hidden, english))).toBe(told);
});

test('evidence claims what was tried, and nothing else', () => {
  const words = (proof: 'hosts' | 'nodes' | undefined): string =>
    hiddenStoreWords({ url, failure: forbidden, proof }, english);
  expect(words('hosts')).toBe(`${url}: hosts reach it; from here: store asks for a token`);
  expect(words('nodes')).toBe(`${url}: the manager finds healthy nodes through it; from here: store asks for a token`);
  expect(words(undefined)).toBe(`${url}: store asks for a token`);
});
