/** Explanation of a failure: what happened, to which machine, why, and what to do. */
import { paragraph, type Translate } from '../../base/text.ts';
import type { Milliseconds } from '../../base/units.ts';
import type { Failure } from '../../model/failure.ts';

export interface Explanation {
  /** A few words for a row or a status cell: "engine does not answer". */
  readonly short: string;
  /** One sentence that names the machine, file or address. */
  readonly what: string;
  /** The cause, quoted or in our words; empty if `what` says it all. */
  readonly why: string;
  /** `why` is a quote, even if it looks like one of our sentences. */
  readonly isSaid?: true;
  /** What the user can do now. */
  readonly remedy: string;
  /** Buttons, most likely first; empty if no command helps. */
  readonly actions: readonly RemedyAction[];
}

/** Words for the cause of a failure. */
export type ExplainCause = (cause: Failure) => Explanation;

export interface RemedyAction {
  readonly title: string;
  readonly command: string;
  /** For `vscode.open`: a file path. */
  readonly args: readonly unknown[];
}

/** All of it in one paragraph. A quoted `why` follows a dash and is shortened. */
export function sentence({
  what,
  why,
  remedy,
  isSaid,
}: Pick<Explanation, 'what' | 'why' | 'remedy' | 'isSaid'>): string {
  const cause = brief(why);
  return paragraph([ended(what), cause && (!isSaid && isSentence(cause) ? cause : `— ${ended(cause)}`), remedy]);
}

/** Adds a full stop, which most other programs' messages lack. */
export const ended = (text: string): string => (/[.!?:…。]$/.test(text) ? text : `${text}.`);

const isSentence = (text: string): boolean => /^[\p{Lu}\p{Lo}].*[.。]$/u.test(text);

/** The last lines of a tool's output, which say most, on one line. */
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

/** For the file last brought up. Without one the user chooses a file. */
export const changeToSwarmMode = (file: string | undefined, t: Translate): RemedyAction => ({
  title: t('Change to swarm-mode'),
  command: 'dockerOverlay.changeToSwarmMode',
  args: file === undefined ? [] : [{ file }],
});
