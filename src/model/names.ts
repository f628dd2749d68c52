/** Validates names that are passed to other programs as arguments. */
import type { NameFault } from './fileFailure.ts';

/** Linux's limit for hostnames. */
export const longestMachineName = 63;
export const machineNamePattern = /^[a-zA-Z0-9][a-zA-Z0-9.-]*$/;

/**
 * docker-machine's rule for machine names (its pattern `^[a-zA-Z0-9][a-zA-Z0-9\-\.]*$`; observed: "Invalid hostname specified. Allowed
 * hostname chars are: 0-9a-zA-Z . -"). The length limit is Linux's: longer hostnames cannot be set.
 */
export function machineNameFault(name: string): NameFault | undefined {
  if (name === '') return 'empty';
  if (name.length > longestMachineName) return 'tooLong';
  return machineNamePattern.test(name) ? undefined : 'characters';
}

export const longestObjectName = 128;
export const objectNamePattern = /^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/;

/** Docker's rule for the names of networks, volumes and containers. */
export function objectNameFault(name: string): NameFault | undefined {
  if (name === '') return 'empty';
  if (name.length > longestObjectName) return 'tooLong';
  return objectNamePattern.test(name) ? undefined : 'characters';
}
