/** Icon of a machine or node by role, as in the page's drawing: stars are managers, a full star leads. Colour and text show health. */
import type { Role } from '../../model/cluster.ts';
import type { SwarmNode } from '../../model/swarmMode.ts';

export interface Post {
  /** Undefined: a machine without a cluster. */
  readonly role: Role | undefined;
  /** The leader of a swarm's managers. */
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

/** Icon of a node, from its managers' report alone. */
export const nodeIcon = ({ role, manager, state }: SwarmNode): string =>
  roleIcon({
    role: role === 'manager' ? 'manager' : 'node',
    isLeader: manager?.isLeader ?? false,
    state: state === 'ready' ? 'well' : 'ailing',
  });
