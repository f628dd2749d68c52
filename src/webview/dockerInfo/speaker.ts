/** Announces changes to screen readers, each only once. */
import type { InfoPage } from '../../protocol/dockerInfo.ts';
import { element } from './element.ts';

export interface Speaker {
  /** Announces changes since the previous page, and nothing for the first page, which the screen reader reads itself. */
  tell(page: InfoPage): void;
  say(text: string): void;
}

/** The element must persist: screen readers announce changes to it, not its initial content. */
export function createSpeaker(): Speaker {
  const place = element('p', { class: 'unseen', role: 'status' });
  document.body.append(place);
  /** A page with a known level has been shown. */
  let isKnown = false;
  let last: { readonly headline: string; readonly notices: ReadonlySet<string> } | undefined;
  const say = (text: string): void => {
    if (place.textContent !== text) place.textContent = text;
  };
  return {
    say,
    tell: ({ headline, level, notices }) => {
      const added = last && notices.find(({ what }) => !last?.notices.has(what));
      // A healthy level is not announced if it is the first known one.
      const isOther = last?.headline !== headline && (isKnown || level !== 'healthy');
      const isNews = last !== undefined && (isOther || added !== undefined);
      isKnown ||= level !== 'unknown';
      if (isNews) say([headline, added?.what].filter(Boolean).join('. '));
      last = { headline, notices: new Set(notices.map(({ what }) => what)) };
    },
  };
}
