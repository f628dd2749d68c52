/** Formats a time relative to now in the user's language: "12 seconds ago". */
const steps: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
];

/** Cached because creating one takes longer than using it five hundred times. */
const formats = new Map<string, Intl.RelativeTimeFormat>();

/** `then` and `now` are in milliseconds since 1970. A future time (another clock) counts as now. */
export function ago(then: number, now: number, language: string): string {
  const seconds = Math.max(0, Math.round((now - then) / 1000));
  const [unit, size] = steps.find(([, each]) => seconds >= each) ?? (['second', 1] as const);
  const format = formats.get(language) ?? new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  formats.set(language, format);
  return format.format(-Math.floor(seconds / size), unit);
}
