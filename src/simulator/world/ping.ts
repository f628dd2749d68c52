/** `ping` in a container: resolves names and addresses, and reports whether the target answers. */
import { sharedNetworks } from './connectivity.ts';
import type { Container, Host } from './nouns.ts';
import type { Said } from './shell.ts';
import type { World } from './world.ts';

/** Time to wait for a packet, in milliseconds. */
const patience = 1000;

/** Number of packets without `-c`. The real ping never ends. */
const usual = 3;

export async function ping(world: World, host: Host, container: Container, words: readonly string[]): Promise<Said> {
  const { target, count } = read(words);
  const found = sharedNetworks(world, host, container).find(
    ({ container: name, isNamed, address }) => (isNamed && name === target) || address === target,
  );
  if (!found) return { out: '', err: `ping: bad address '${target}'\n`, code: 1 };
  const head = `PING ${target} (${found.address}): 56 data bytes\n`;
  const summary = `\n--- ${target} ping statistics ---\n${String(count)} packets transmitted, `;
  if (!found.isReached) {
    await world.time.sleep(count * patience);
    return { out: `${head}${summary}0 packets received, 100% packet loss\n`, err: '', code: 1 };
  }
  await world.time.sleep((count - 1) * 1000);
  const lines = Array.from(
    { length: count },
    (_, seq) => `64 bytes from ${found.address}: seq=${String(seq)} ttl=64 time=0.174 ms\n`,
  );
  const times = 'round-trip min/avg/max = 0.174/0.174/0.174 ms\n';
  const out = `${head}${lines.join('')}${summary}${String(count)} packets received, 0% packet loss\n${times}`;
  return { out, err: '', code: 0 };
}

function read(words: readonly string[]): { readonly target: string; readonly count: number } {
  const left = [...words];
  let target = '';
  let count = usual;
  while (left.length > 0) {
    const word = left.shift() ?? '';
    const [, option, attached] = /^-([a-zA-Z])(.*)$/.exec(word) ?? [];
    if (option === undefined) target = word;
    else if (valued.has(option)) {
      const value = attached === undefined || attached === '' ? left.shift() : attached;
      if (option === 'c') count = Math.min(100, Math.max(1, Number(value) || usual));
    }
  }
  return { target, count };
}

/** busybox options that take a value. */
const valued: ReadonlySet<string> = new Set(['c', 's', 'i', 't', 'w', 'W', 'I', 'p']);
