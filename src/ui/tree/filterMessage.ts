/** What stands above the rows while they are filtered. VS Code shows no description of a view that is alone in its container. Pure. */
import type { Translate } from '../../base/text.ts';

/** Empty where nothing is left out, and where there is nothing at all: then the welcome text has the place. */
export function filterMessage(
  text: string,
  rows: { readonly all: number; readonly shown: number },
  t: Translate,
): string {
  if (text === '' || rows.all === 0) return '';
  return rows.shown === 0 ? t('Nothing matches “{0}”.', text) : t('Filtered by “{0}”.', text);
}
