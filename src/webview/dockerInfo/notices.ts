/** Renders findings, each with its remedy as text and buttons. */
import type { InfoPage, NoticeAction } from '../../protocol/dockerInfo.ts';
import { element } from './element.ts';
import { foldedList } from './folded.ts';
import { levelSign } from './signs.ts';

/** More notices are folded: five hundred dead machines must not push everything else out of view. */
const mostNotices = 4;

const noticeLevels = { error: 'down', warning: 'degraded', passing: 'unknown' } as const;

export function noticeList({ notices, words }: InfoPage, run: (action: NoticeAction) => void): HTMLElement {
  const all = notices.map(({ severity, what, remedy, actions }) =>
    element(
      'li',
      { class: `notice ${severity}` },
      levelSign(noticeLevels[severity]),
      element(
        'div',
        {},
        element('p', {}, what),
        ...(remedy ? [element('p', { class: 'remedy' }, remedy)] : []),
        ...(actions.length > 0 ? [actionRow(actions, what, run)] : []),
      ),
    ),
  );
  const isPassing = notices.every(({ severity }) => severity === 'passing');
  const hidden = all.length === 0 ? { hidden: '' } : {};
  return element(
    'section',
    { class: 'notices', 'aria-label': isPassing ? words.passing : words.notices, ...hidden },
    ...foldedList('notices', '', all, mostNotices, words.more),
  );
}

/** Labels each button with its finding for screen readers, as several buttons share a title. */
function actionRow(actions: readonly NoticeAction[], what: string, run: (action: NoticeAction) => void): HTMLElement {
  const buttons = actions.map((action) => {
    const key = `run ${action.command} ${JSON.stringify(action.args)}`;
    const made = element('button', { 'data-key': key, 'aria-label': `${action.title}: ${what}` }, action.title);
    made.addEventListener('click', () => {
      run(action);
    });
    return made;
  });
  return element('div', { class: 'actions' }, ...buttons);
}
