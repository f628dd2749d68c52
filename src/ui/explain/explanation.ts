/** What a person is told about something that is wrong: what happened, to which machine, why, and what to do. */
import { paragraph, type Translate } from '../../base/text.ts';
import type { Milliseconds } from '../../base/units.ts';
import type { Failure } from '../../model/failure.ts';

export interface Explanation {
  /** In a few words, for a row or a status cell: "engine does not answer". */
  readonly short: string;
  /** One sentence that names the machine, file or address. */
  readonly what: string;
  /** The other side's own words, or the cause in ours; empty where `what` says it all. */
  readonly why: string;
  /** `why` is the other side's own words, however much they look like a sentence of ours. */
  readonly isSaid?: true;
  /** What a person can do now. */
  readonly remedy: string;
  /** Buttons, the likeliest first; empty where no command can help. */
  readonly actions: readonly RemedyAction[];
}

/** Words for the failure behind a failure. */
export type ExplainCause = (cause: Failure) => Explanation;

export interface RemedyAction {
  readonly title: string;
  readonly command: string;
  /** For `vscode.open`: the path of a file. */
  readonly args: readonly unknown[];
}

/** All of it in one paragraph. Where `why` is no sentence of ours it is set apart by a dash, and cut where it is endless. */
export function sentence({
  what,
  why,
  remedy,
  isSaid,
}: Pick<Explanation, 'what' | 'why' | 'remedy' | 'isSaid'>): string {
  const cause = brief(why);
  return paragraph([ended(what), cause && (!isSaid && isSentence(cause) ? cause : `— ${ended(cause)}`), remedy]);
}

/** With a full stop, which other programs' words as a rule lack. */
export const ended = (text: string): string => (/[.!?:…。]$/.test(text) ? text : `${text}.`);

const isSentence = (text: string): boolean => /^[\p{Lu}\p{Lo}].*[.。]$/u.test(text);

/** The last and thus most telling lines of what a tool said, on one line. */
export function brief(said: string, most = 400): string {
  const line = said
    .split(/\r?\n/)
    .map((each) => each.trim())
    .filter(Boolean)
    .join(' ');
  return line.length <= most ? line : `… ${line.slice(-most)}`;
}

export const seconds = (time: Milliseconds): number => Math.round(time / 100) / 10;

export const openSetting = (name: string, t: Translate): RemedyAction => ({
  title: t('Open Setting'),
  command: 'workbench.action.openSettings',
  args: [`dockerOverlay.${name}`],
});

export const showLog = (t: Translate): RemedyAction => ({
  title: t('Show Log'),
  command: 'dockerOverlay.showLog',
  args: [],
});

export const openFile = (path: string, t: Translate): RemedyAction => ({
  title: t('Open'),
  command: 'vscode.open',
  args: [path],
});

export const refresh = (t: Translate): RemedyAction => ({
  title: t('Refresh'),
  command: 'dockerOverlay.refresh',
  args: [],
});

export const startEmptyStore = (t: Translate): RemedyAction => ({
  title: t('Start with Empty Store…'),
  command: 'dockerOverlay.startEmptyStore',
  args: [],
});

/** Of the file that a person has just brought up; without one they choose. */
export const changeToSwarmMode = (file: string | undefined, t: Translate): RemedyAction => ({
  title: t('Change to swarm-mode'),
  command: 'dockerOverlay.changeToSwarmMode',
  args: file === undefined ? [] : [{ file }],
});
