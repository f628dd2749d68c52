/** Words for the mode of a service. */
import type { Translate } from '../base/text.ts';
import type { ServiceMode } from '../model/serviceMode.ts';

export function modeWords(mode: ServiceMode, t: Translate): string {
  switch (mode) {
    case 'replicated':
      return t('replicated');
    case 'global':
      return t('global');
    case 'replicated-job':
      return t('job');
    case 'global-job':
      return t('global job');
  }
}
