/** Replaces names in an issue report that identify the user's network. Pure. */
import { isIPv6 } from 'node:net';

/** Addresses keep their first and last parts, to tell them apart; loopback addresses stay. */
export function withoutAddresses(text: string): string {
  const without6 = text.replaceAll(/(?<!\w)[0-9a-fA-F:.]{2,45}(?!\w)/g, (token) => {
    const address = [token, token.slice(0, -1)].find((each) => isIPv6(each));
    if (address === undefined || address === '::' || address === '::1') return token;
    const groups = address.split(/[:.]/);
    return `${groups[0] ?? ''}:x:x:${groups.at(-1) ?? ''}${token.slice(address.length)}`;
  });
  return without6.replaceAll(/\b(\d{1,3})\.\d{1,3}\.\d{1,3}\.(\d{1,3})\b/g, '$1.x.x.$2');
}

/** `HOST/PATH/IMAGE`, where the host has a port or a top-level domain, and `https://HOST/v2/`, as engines query a registry. */
const image =
  /(?<![\w./@:-])((?:[\w-]{1,63}\.){1,8}[A-Za-z]{2,24}(?::\d{2,5})?|[\w.-]{1,253}:\d{2,5})\/(?:[\w./-]{0,255}\/)?(\w[\w.-]{0,127})/g;
const api = /(?<=https?:\/\/)[\w.-]{1,253}(?::\d{2,5})?(?=\/v2\/)/g;

/** Keeps the last part of an image's name. Docker Hub is public, so it stays. */
export function withoutRegistries(text: string): string {
  const isPublic = (host: string): boolean => /(^|\.)docker\.io$/.test(host);
  const hosts = [...text.matchAll(image)].map((each) => each[1] ?? '');
  const asked = [...text.matchAll(api)].map(([host]) => host);
  const short = text.replaceAll(image, (all: string, host: string, last: string) =>
    isPublic(host) ? all : `<registry>/${last}`,
  );
  // Errors from DNS lookups and connections contain only the host name.
  const names = [...hosts, ...asked].map((host) => host.replace(/:\d+$/, '')).filter((host) => !isPublic(host));
  return withWords(short, new Map(names.map((name) => [name, '<registry>'])));
}

/** Replaces names where they are whole words. */
export function withWords(text: string, words: ReadonlyMap<string, string>): string {
  // Longest first: a name may start with another one.
  const names = [...words.keys()].filter(Boolean).sort((a, b) => b.length - a.length);
  if (names.length === 0) return text;
  const any = names.map((name) => name.replaceAll(/[.*+?^$\{}()|[\]\\]/g, '\\$&')).join('|');
  // Whole words only: `ann` is not in "cannot".
  return text.replaceAll(new RegExp(`(?<![\\w-])(?:${any})(?![\\w-])`, 'g'), (name) => words.get(name) ?? name);
}

/** Replaces machine and cluster names with numbers. */
export function withoutNames(text: string, machines: readonly string[], clusters: readonly string[]): string {
  const numbered = (names: readonly string[], word: string) =>
    names.map((name, index) => [name, `<${word} ${String(index + 1)}>`] as const);
  return withWords(text, new Map([...numbered(clusters, 'cluster'), ...numbered(machines, 'machine')]));
}
