/** How long ago something was, in the reader's language: "12 seconds ago". */
const steps: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
];

/** Making one takes longer than using it five hundred times. */
const formats = new Map<string, Intl.RelativeTimeFormat>();

/** `then` and `now` in milliseconds since 1970. A time ahead of us (another clock) counts as now. */
export function ago(then: number, now: number, language: string): string {
  const seconds = Math.max(0, Math.round((now - then) / 1000));
  const [unit, size] = steps.find(([, each]) => seconds >= each) ?? (['second', 1] as const);
  const format = formats.get(language) ?? new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  formats.set(language, format);
  return format.format(-Math.floor(seconds / size), unit);
}
