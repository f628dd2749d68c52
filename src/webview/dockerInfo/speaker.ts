/** What a screen reader is told by itself: news only, and each once. */
import type { InfoPage } from '../../protocol/dockerInfo.ts';
import { element } from './element.ts';

export interface Speaker {
  /** Says what is new since the page before; of the first one nothing: a reader reads that anyway. */
  tell(page: InfoPage): void;
  say(text: string): void;
}

/** The place stays while the page changes: readers say what comes into it, not what comes with it. */
export function createSpeaker(): Speaker {
  const place = element('p', { class: 'unseen', role: 'status' });
  document.body.append(place);
  /** A page has said how its target is. */
  let isKnown = false;
  let last: { readonly headline: string; readonly notices: ReadonlySet<string> } | undefined;
  const say = (text: string): void => {
    if (place.textContent !== text) place.textContent = text;
  };
  return {
    say,
    tell: ({ headline, level, notices }) => {
      const added = last && notices.find(({ what }) => !last?.notices.has(what));
      // That all is well is no news when it is the first that is known.
      const isOther = last?.headline !== headline && (isKnown || level !== 'healthy');
      const isNews = last !== undefined && (isOther || added !== undefined);
      isKnown ||= level !== 'unknown';
      if (isNews) say([headline, added?.what].filter(Boolean).join('. '));
      last = { headline, notices: new Set(notices.map(({ what }) => what)) };
    },
  };
}
