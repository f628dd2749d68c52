/** A level in one word, as the tree says it. */
import type { Translate } from '../../base/text.ts';
import type { PageLevel } from '../../protocol/dockerInfo.ts';

/** `well`: what the orchestration calls it. */
export function levelText(level: PageLevel, well: string, t: Translate): string {
  switch (level) {
    case 'healthy':
      return well;
    case 'degraded':
      return t('degraded');
    case 'down':
      return t('unhealthy');
    case 'unknown':
      return t('checking…');
  }
}
