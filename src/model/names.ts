/** Names that leave this program as arguments, and which of them may. */
import type { NameFault } from './failure.ts';

/** Longest hostname that Linux takes. */
export const longestMachineName = 63;
export const machineNamePattern = /^[a-zA-Z0-9][a-zA-Z0-9.-]*$/;

/**
 * What docker-machine lets through as a machine's name (its pattern `^[a-zA-Z0-9][a-zA-Z0-9\-\.]*$`; seen: "Invalid hostname
 * specified. Allowed hostname chars are: 0-9a-zA-Z . -"). The length is Linux's: a hostname of more than 63 characters cannot be set.
 */
export function machineNameFault(name: string): NameFault | undefined {
  if (name === '') return 'empty';
  if (name.length > longestMachineName) return 'tooLong';
  return machineNamePattern.test(name) ? undefined : 'characters';
}

export const longestObjectName = 128;
export const objectNamePattern = /^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/;

/** What Docker lets through as a network's, volume's or container's name. */
export function objectNameFault(name: string): NameFault | undefined {
  if (name === '') return 'empty';
  if (name.length > longestObjectName) return 'tooLong';
  return objectNamePattern.test(name) ? undefined : 'characters';
}
