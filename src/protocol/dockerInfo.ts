/**
 * Messages between the extension and the docker info page. A new message fails the build until both sides handle it. All content is text
 * and numbers to display: the page knows nothing about Docker and receives no secrets.
 */

export type ToPage =
  | { readonly type: 'show'; readonly page: InfoPage }
  /** The target does not exist any more, or not yet; the page keeps its content and marks it as stale. */
  | { readonly type: 'gone'; readonly target: InfoTarget; readonly what: string };

export type FromPage =
  | { readonly type: 'ready' }
  | { readonly type: 'copy'; readonly text: string }
  /** Runs an action that a notice of the page offers; any other command or arguments are rejected. */
  | { readonly type: 'run'; readonly action: NoticeAction }
  /** Opens the docker info page of a machine. */
  | { readonly type: 'open'; readonly machine: string }
  | { readonly type: 'refresh' };

/** The target that a page restores when the window reloads. */
export type InfoTarget =
  { readonly kind: 'cluster'; readonly cluster: string } | { readonly kind: 'machine'; readonly machine: string };

export type PageLevel = 'healthy' | 'degraded' | 'down' | 'unknown';

export interface InfoPage {
  readonly target: InfoTarget;
  readonly title: string;
  readonly subtitle: string;
  readonly level: PageLevel;
  readonly headline: string;
  readonly notices: readonly Notice[];
  /** Time of the facts in milliseconds since 1970; undefined if nothing has answered yet. */
  readonly seenAt: number | undefined;
  /** The facts are from an older answer, because their source does not answer now. */
  readonly isStale: boolean;
  readonly drawing: Drawing | undefined;
  readonly facts: readonly Fact[];
  readonly tables: readonly Table[];
  readonly conditions: readonly ConditionRow[];
  /** Text in the format of `docker info`. */
  readonly text: string;
  readonly words: PageWords;
}

export interface Notice {
  /** `passing`: no fault, something is in progress. */
  readonly severity: 'error' | 'warning' | 'passing';
  readonly what: string;
  /** The recommended fix; empty if none. */
  readonly remedy: string;
  /** Buttons, most likely fix first. */
  readonly actions: readonly NoticeAction[];
}

export interface NoticeAction {
  readonly title: string;
  readonly command: string;
  readonly args: readonly unknown[];
}

export interface Fact {
  readonly label: string;
  readonly value: string;
}

/** The cluster's nodes and what connects them, at a glance. All of it is also available as text. */
export interface Drawing {
  readonly title: string;
  /** Describes keyboard navigation for screen readers. */
  readonly hint: string;
  /** Caption below nodes that do not all fit. */
  readonly rest: string;
  /** What all nodes depend on; undefined if nothing connects them. */
  readonly binder: Binder | undefined;
  /** No group is empty. */
  readonly groups: readonly NodeGroup[];
}

/** The engines' shared key-value store, or a swarm's managers and their quorum. */
export interface Binder {
  readonly kind: 'store' | 'managers';
  readonly level: PageLevel;
  readonly title: string;
  readonly text: string;
  /** The store's machine; a click opens its page. */
  readonly machine: string | undefined;
  /** For managers, while known. */
  readonly votes: Votes | undefined;
}

export interface Votes {
  readonly reachable: number;
  readonly of: number;
  /** Raft's majority. */
  readonly needed: number;
}

export interface NodeGroup {
  readonly id: string;
  readonly title: string;
  /** Show the number of nodes beside the title. */
  readonly isCounted: boolean;
  readonly nodes: readonly DrawnNode[];
}

export interface DrawnNode {
  readonly id: string;
  /** Row in the table `nodes`; undefined if the page has no such table. */
  readonly row: string | undefined;
  readonly name: string;
  readonly level: PageLevel;
  readonly role: 'leader' | 'manager' | 'node';
  /** "manager · leader · ready". */
  readonly place: string;
  /** Why it is not healthy; empty if it is. */
  readonly reason: string;
  readonly numbers: Numbers;
  /** Its last known numbers, while it does not answer. */
  readonly former: (Numbers & { readonly asOf: string }) | undefined;
  /** All of its content as one text, for views without room for it. */
  readonly spoken: string;
}

export interface Numbers {
  readonly counts: readonly Fact[];
  /** Reserved resources, if known. */
  readonly shares: readonly NamedShare[];
}

export interface NamedShare extends Share {
  readonly label: string;
}

/** A table as data. Its columns depend on the orchestration; the page displays and sorts them without knowing their meaning. */
export interface Table {
  readonly id: string;
  readonly title: string;
  /** Text to show if there are no rows. */
  readonly empty: string;
  /** The first column's cells are row headers. */
  readonly columns: readonly Column[];
  readonly rows: readonly TableRow[];
}

export interface Column {
  readonly id: string;
  readonly title: string;
  /** Numbers are right-aligned, with digits of equal width. */
  readonly isNumber: boolean;
}

export interface TableRow {
  /** Stable for the same item, unique in its table. */
  readonly id: string;
  readonly level: PageLevel;
  /** One per column. */
  readonly cells: readonly Cell[];
}

export type Cell =
  /** `machine`: the store's machine that it refers to; a click opens its page. */
  | { readonly kind: 'text'; readonly text: string; readonly machine: string | undefined }
  /** Undefined if unknown. */
  | { readonly kind: 'number'; readonly value: number | undefined; readonly text: string }
  /** `reason`: why it is not healthy; empty if it is. */
  | { readonly kind: 'status'; readonly level: PageLevel; readonly text: string; readonly reason: string }
  | { readonly kind: 'share'; readonly share: Share | undefined }
  | { readonly kind: 'labels'; readonly labels: readonly Fact[] }
  /** Milliseconds since 1970. */
  | { readonly kind: 'time'; readonly at: number | undefined };

/** A share of a total, with its text. */
export interface Share {
  readonly used: number;
  readonly of: number;
  readonly text: string;
}

export interface ConditionRow {
  readonly id: string;
  readonly label: string;
  readonly verdict: 'pass' | 'fail' | 'unknown';
  readonly verdictText: string;
  readonly evidence: readonly string[];
}

/** The page's own texts, in the user's language. */
export interface PageWords {
  readonly conditions: string;
  readonly facts: string;
  readonly text: string;
  readonly copy: string;
  readonly copied: string;
  readonly refresh: string;
  readonly seen: string;
  readonly stale: string;
  readonly waiting: string;
  readonly notices: string;
  /** Replaces the title of the notices if there is no fault. */
  readonly passing: string;
  /** {0}: number of hidden items. */
  readonly more: string;
  readonly filter: string;
  /** {0} and {1} are placeholders for the numbers. */
  readonly filtered: string;
  readonly noMatch: string;
  /** BCP 47 tag, for dates and numbers. */
  readonly language: string;
}
