/** A level in one word, for a status cell. */
import type { Translate } from '../../base/text.ts';
import type { PageLevel } from '../../protocol/dockerInfo.ts';

/** `well`: what the orchestration calls it. */
export function levelText(level: PageLevel, well: string, t: Translate): string {
  switch (level) {
    case 'healthy':
      return well;
    case 'degraded':
      return t('Degraded');
    case 'down':
      return t('Unhealthy');
    case 'unknown':
      return t('Waiting');
  }
}
