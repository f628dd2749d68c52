/** What the readers of an engine's answers are given besides the answer: when it was asked, and who is where. */
export const at = (text: string): Date => new Date(text);
export const now = { from: at('2026-11-22T18:23:21.100Z'), to: at('2026-11-22T18:23:21.200Z') };
export const nobody = (): undefined => undefined;
