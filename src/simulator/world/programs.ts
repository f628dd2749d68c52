/** Detects a container's program from its image and command: the few that the simulator implements. */
import type { Container, StoreType } from './nouns.ts';

export type Program = StoreType | 'swarmManager' | 'swarmAgent' | 'other';

export function programOf(container: Pick<Container, 'image' | 'command' | 'entrypoint'>): Program {
  const image = container.image.split('@')[0] ?? '';
  for (const [type, pattern] of storeImages) if (pattern.test(image)) return type;
  if (/(^|\/)swarm(:|$)/.test(image)) {
    const [word] = wordsOf(container);
    if (word === 'manage') return 'swarmManager';
    if (word === 'join') return 'swarmAgent';
  }
  return 'other';
}

const storeImages: readonly (readonly [StoreType, RegExp])[] = [
  ['consul', /(^|[/-])consul(:|$)/],
  ['etcd', /(^|[/-])etcd(:|$)/],
  ['zookeeper', /(^|[/-])zookeeper(:|$)/],
];

/** Entrypoint and command without the program's own name. */
function wordsOf({ entrypoint, command }: Pick<Container, 'entrypoint' | 'command'>): readonly string[] {
  return [...entrypoint, ...command].filter((word) => word !== '/swarm' && word !== 'swarm');
}

/** The value of `--name VALUE` or `--name=VALUE` in a container's command. */
export function option(container: Pick<Container, 'entrypoint' | 'command'>, name: string): string | undefined {
  const words = wordsOf(container);
  const at = words.findIndex((word) => word === `--${name}` || word.startsWith(`--${name}=`));
  const word = words[at];
  if (word === undefined) return undefined;
  return word.includes('=') ? word.slice(word.indexOf('=') + 1) : words[at + 1];
}

/** The discovery URL of a classic swarm agent or manager: its last argument. */
export function discoveryOf(container: Pick<Container, 'entrypoint' | 'command'>): string {
  return wordsOf(container).at(-1) ?? '';
}
