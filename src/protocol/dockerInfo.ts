/**
 * What the docker info page is told, and what it may ask. Adding a message breaks the build on both sides until both know it.
 * Everything in it is words and numbers to show: the page knows nothing of Docker and gets no secrets.
 */

export type ToPage =
  | { readonly type: 'show'; readonly page: InfoPage }
  /** What the page is about is not there any more (or not yet); the page keeps what it showed, as old. */
  | { readonly type: 'gone'; readonly target: InfoTarget; readonly what: string };

export type FromPage =
  | { readonly type: 'ready' }
  | { readonly type: 'copy'; readonly text: string }
  /** Does what a notice of the page offers, by its command and arguments; anything else is refused. */
  | { readonly type: 'run'; readonly action: NoticeAction }
  /** The docker info of one machine. */
  | { readonly type: 'open'; readonly machine: string }
  | { readonly type: 'refresh' };

/** What a page remembers over a reload of the window. */
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
  /** When the facts were true, in milliseconds since 1970; undefined: nobody has answered yet. */
  readonly seenAt: number | undefined;
  /** The facts are an older answer: who should speak does not. */
  readonly isStale: boolean;
  readonly drawing: Drawing | undefined;
  readonly facts: readonly Fact[];
  readonly tables: readonly Table[];
  readonly conditions: readonly ConditionRow[];
  /** What `docker info` would print. */
  readonly text: string;
  readonly words: PageWords;
}

export interface Notice {
  /** `passing`: nothing is wrong, something is on its way. */
  readonly severity: 'error' | 'warning' | 'passing';
  readonly what: string;
  /** What to do about it; empty: nothing in particular. */
  readonly remedy: string;
  /** Buttons, the likeliest first. */
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

/** Who is there and what holds them together, to be taken in at a glance. All of it is said in words too. */
export interface Drawing {
  readonly title: string;
  /** How to move in it, for those who cannot see that. */
  readonly hint: string;
  /** What is said below nodes that are too many for their place. */
  readonly rest: string;
  /** What all nodes hang on; undefined: nothing binds them. */
  readonly binder: Binder | undefined;
  /** None is empty. */
  readonly groups: readonly NodeGroup[];
}

/** The key-value store that engines share, or the managers of a swarm, which have to agree. */
export interface Binder {
  readonly kind: 'store' | 'managers';
  readonly level: PageLevel;
  readonly title: string;
  readonly text: string;
  /** The store's machine, whose page it opens. */
  readonly machine: string | undefined;
  /** Of managers, while it is known. */
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
  /** How many there are stands beside the title. */
  readonly isCounted: boolean;
  readonly nodes: readonly DrawnNode[];
}

export interface DrawnNode {
  readonly id: string;
  /** Of the table `nodes`; undefined: the page has no such table. */
  readonly row: string | undefined;
  readonly name: string;
  readonly level: PageLevel;
  readonly role: 'leader' | 'manager' | 'node';
  /** "manager · leader · ready". */
  readonly place: string;
  /** Why it is not well; empty: it is. */
  readonly reason: string;
  readonly numbers: Numbers;
  /** What it said last, while it says nothing now. */
  readonly former: (Numbers & { readonly asOf: string }) | undefined;
  /** All of it, for where there is no room for words. */
  readonly spoken: string;
}

export interface Numbers {
  readonly counts: readonly Fact[];
  /** Reserved resources, where they are known. */
  readonly shares: readonly NamedShare[];
}

export interface NamedShare extends Share {
  readonly label: string;
}

/** A table as data. Which columns there are depends on the orchestration; the page shows and sorts them, whatever they say. */
export interface Table {
  readonly id: string;
  readonly title: string;
  /** What stands in its place while it has no rows. */
  readonly empty: string;
  /** The first one's cells are the headers of their rows. */
  readonly columns: readonly Column[];
  readonly rows: readonly TableRow[];
}

export interface Column {
  readonly id: string;
  readonly title: string;
  /** Numbers stand at the end of their cell, digit below digit. */
  readonly isNumber: boolean;
}

export interface TableRow {
  /** The same for the same thing, in its table. */
  readonly id: string;
  readonly level: PageLevel;
  /** One per column. */
  readonly cells: readonly Cell[];
}

export type Cell =
  /** `machine`: the store's machine behind it, whose page it opens. */
  | { readonly kind: 'text'; readonly text: string; readonly machine: string | undefined }
  /** Undefined: not known. */
  | { readonly kind: 'number'; readonly value: number | undefined; readonly text: string }
  /** `reason`: why it is not healthy; empty when it is. */
  | { readonly kind: 'status'; readonly level: PageLevel; readonly text: string; readonly reason: string }
  | { readonly kind: 'share'; readonly share: Share | undefined }
  | { readonly kind: 'labels'; readonly labels: readonly Fact[] }
  /** Milliseconds since 1970. */
  | { readonly kind: 'time'; readonly at: number | undefined };

/** A part of a whole, with the words for it. */
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

/** The page's own words, in the user's language. */
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
  /** In its place, where nothing is wrong. */
  readonly passing: string;
  /** {0}: how many. */
  readonly more: string;
  readonly filter: string;
  /** With {0} of {1} places for the numbers. */
  readonly filtered: string;
  readonly noMatch: string;
  /** BCP 47, for dates and numbers. */
  readonly language: string;
}
