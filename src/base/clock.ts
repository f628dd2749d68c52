/** Formats times in the computer's time zone, the same in every language: the host's locale may differ from VS Code's. */

const two = (number: number): string => String(number).padStart(2, '0');

/** `16:04:05` */
export const timeOfDay = (at: Date): string => [at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(':');

/** `2026-11-24 16:04:05` */
export const dateAndTime = (at: Date): string =>
  `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${timeOfDay(at)}`;
