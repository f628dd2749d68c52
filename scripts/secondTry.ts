// What passed only when it was run once more, in the words that end `npm test`; pure.

/** More files than this that need a second try are no accident of real clocks. */
const most = 2;

export interface SecondTries {
  /** Undefined: everything passed at once. */
  readonly line: string | undefined;
  readonly areTooMany: boolean;
}

/** @param files relative to the root, over all suites */
export function secondTries(files: readonly string[]): SecondTries {
  if (files.length === 0) return { line: undefined, areTooMany: false };
  const areTooMany = files.length > most;
  const said = `${files.length} passed only at the second try: ${files.join(', ')}`;
  return { line: areTooMany ? `${said}: more than ${most} is a failure too` : said, areTooMany };
}
