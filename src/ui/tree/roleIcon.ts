/** What a machine or node looks like by its role, as in the page's drawing: stars manage, the full one leads. Colour and words tell how it is. */
import type { Role } from '../../model/cluster.ts';
import type { SwarmNode } from '../../model/swarmMode.ts';

export interface Post {
  /** Undefined: a machine of no cluster. */
  readonly role: Role | undefined;
  /** Of the managers of a swarm, the one that the others follow. */
  readonly isLeader: boolean;
  readonly state: 'well' | 'ailing' | 'stopped';
}

/** A codicon's name. */
export function roleIcon({ role, isLeader, state }: Post): string {
  switch (role) {
    case 'keyValueStore':
      return 'database';
    case 'manager':
      return isLeader ? 'star-full' : 'star-empty';
    case 'node':
    case undefined:
      return screens[state];
  }
}

const screens: Readonly<Record<Post['state'], string>> = {
  well: 'vm-running',
  ailing: 'vm',
  stopped: 'vm-outline',
};

/** Of a node, by its managers' word alone. */
export const nodeIcon = ({ role, manager, state }: SwarmNode): string =>
  roleIcon({
    role: role === 'manager' ? 'manager' : 'node',
    isLeader: manager?.isLeader ?? false,
    state: state === 'ready' ? 'well' : 'ailing',
  });
