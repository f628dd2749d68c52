/** What a swarm says of a node, in a word each. */
import type { Translate } from '../../base/text.ts';
import type { Availability, NodeState } from '../../model/swarmMode.ts';

export function availabilityWords(availability: Availability, t: Translate): string {
  switch (availability) {
    case 'active':
      return t('active');
    case 'pause':
      return t('paused');
    case 'drain':
      return t('drained');
  }
}

export function nodeStateWords(state: NodeState, t: Translate): string {
  switch (state) {
    case 'ready':
      return t('ready');
    case 'down':
      return t('down');
    case 'unknown':
      return t('unknown');
    case 'disconnected':
      return t('disconnected');
  }
}
